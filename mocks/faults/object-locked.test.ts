import { expect, test } from 'vitest';
import { createFakeRequest, PAID } from './fake-request.fixture.ts';
import { objectLocked } from './object-locked.ts';

const OPTIONS = { lockMs: 1200, waitMs: 500 };

test('object-locked refuses those who wait too long, and lets the last ones through', async () => {
  const meet = objectLocked.createMeet(OPTIONS);
  const first = createFakeRequest();
  const { clock } = first;
  const meeting = meet(first);
  await clock.advance(500);
  expect(await meeting).toMatchObject({ answer: { status: 429, body: 'locked' } });
  expect(first.effects()).toBe(0);

  const second = createFakeRequest({ clock });
  const waiting = meet(second);
  await clock.advance(300);
  await clock.advance(200);
  expect(await waiting).toMatchObject({ answer: { status: 429 } });

  const third = createFakeRequest({ clock });
  const passing = meet(third);
  await clock.advance(200);
  expect(await passing).toBe(PAID);
  expect(third.effects()).toBe(1);

  const other = createFakeRequest({ clock, more: { lock: 'payment-2' } });
  const refused = meet(other);
  await clock.advance(500);
  expect(await refused).toMatchObject({ answer: { status: 429 } });
});

test('object-locked has nothing to do with requests that change no object', () => {
  const request = createFakeRequest({ more: { lock: null } });
  expect(objectLocked.concerns(request, OPTIONS)).toBe(false);
  expect(objectLocked.concerns(createFakeRequest(), OPTIONS)).toBe(true);
});
