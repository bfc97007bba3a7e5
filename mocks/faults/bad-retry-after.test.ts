import { expect, test } from 'vitest';
import { badRetryAfter } from './bad-retry-after.ts';
import { createFakeRequest } from './fake-request.fixture.ts';

test.each([
  ['word', 'soon'],
  ['negative', '-1'],
  ['fraction', '0.5'],
  ['huge', '9007199254740993'],
  ['empty', ''],
  ['past-date', 'Wed, 31 Dec 1969 23:00:00 GMT'],
  ['far-date', 'Fri, 01 Jan 1971 00:00:00 GMT'],
] as const)(
  'bad-retry-after %s asks to come back "%s"; nothing takes effect',
  async (value, said) => {
    const request = createFakeRequest();
    const delivery = await badRetryAfter.meet(request, { status: 503, value });
    expect(delivery).toMatchObject({ answer: { status: 503, headers: { 'retry-after': said } } });
    expect(request.effects()).toBe(0);
  },
);
