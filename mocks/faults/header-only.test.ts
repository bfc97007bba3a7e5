import { describe, expect, test } from 'vitest';
import { createFakeRequest, settle } from './fake-request.fixture.ts';
import { headerOnly } from './header-only.ts';
import { startRig } from './rig.fixture.ts';

describe('header-only', () => {
  test.each([
    ['silence', null],
    ['close', { kind: 'broken', got: '' }],
  ])('sends headers and then %s, and money has moved', async (afterwards, seen) => {
    await using rig = await startRig();
    await rig.ask('POST', '/payments', { body: { order: 'a' } });
    rig.arm('header-only', { afterwards });
    const exchange = rig.nextExchange(({ faults }) => faults.includes('header-only'));
    const asked = rig.ask('POST', '/payments/payment-a/confirm');
    expect(await exchange).toMatchObject({ status: null, order: 'a' });
    expect(rig.captured()).toBe(1000);
    const end = seen === null ? Promise.race([asked, settle().then(() => null)]) : asked;
    expect(await end).toEqual(seen === null ? null : expect.objectContaining(seen));
  });

  test('loses an answer that has no body as a whole', async () => {
    const empty = { kind: 'whole', answer: { status: 204, headers: {}, body: '' } } as const;
    const request = createFakeRequest({ delivery: empty });
    expect(await headerOnly.meet(request, { afterwards: 'close' })).toEqual({ kind: 'close' });
  });
});
