import { describe, expect, test } from 'vitest';
import { whole } from '../kernel/answer.ts';
import { cutBody } from './cut-body.ts';
import { createFakeRequest } from './fake-request.fixture.ts';

const answerWith = (body: string) => whole({ status: 200, headers: {}, body });

describe('cut-body', () => {
  test('takes effect and breaks off after the given bytes', async () => {
    const request = createFakeRequest();
    const delivery = await cutBody.meet(request, { afterBytes: 5 });
    expect(delivery).toMatchObject({ kind: 'cut', afterBytes: 5 });
    expect(request.effects()).toBe(1);
  });

  test('keeps at least the last byte of a short body back', async () => {
    const request = createFakeRequest({ delivery: answerWith('é') });
    const delivery = await cutBody.meet(request, { afterBytes: 1000 });
    expect(delivery).toMatchObject({ kind: 'cut', afterBytes: 1 });
  });

  test('resets an answer that has no body to cut', async () => {
    const request = createFakeRequest({ delivery: answerWith('') });
    await expect(cutBody.meet(request, { afterBytes: 5 })).resolves.toEqual({ kind: 'reset' });
  });
});
