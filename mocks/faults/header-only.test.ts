import { describe, expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { headerOnly } from './header-only.ts';
import { startRig } from './rig.fixture.ts';

describe('header-only', () => {
  test.each([
    ['silence', { kind: 'gave-up' }],
    ['close', { kind: 'broken', got: '' }],
  ])('sends headers and then %s, and money has moved', async (afterwards, seen) => {
    await using rig = await startRig();
    await rig.ask('POST', '/payments', { body: { order: 'a' } });
    rig.arm('header-only', { afterwards });
    expect(await rig.ask('POST', '/payments/payment-a/confirm', { patienceMs: 100 })).toMatchObject(
      seen,
    );
    expect(rig.captured()).toBe(1000);
    expect(rig.gateway.journal(1)).toMatchObject([{ status: null, faults: ['header-only'] }]);
  });

  test('loses an answer that has no body as a whole', async () => {
    const empty = { kind: 'whole', answer: { status: 204, headers: {}, body: '' } } as const;
    const request = createFakeRequest({ delivery: empty });
    expect(await headerOnly.meet(request, { afterwards: 'close' })).toEqual({ kind: 'close' });
  });
});
