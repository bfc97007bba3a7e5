import { describe, expect, it } from 'vitest';
// In your own project: import { expectCase, loadScenario, simulate } from 'paydrill';
import { expectCase, loadScenario, simulate } from '../../index.ts';

const SHIPPED = 'module:examples/koa-stripe/server.ts';
const MENDED = 'module:examples/koa-stripe/server-mended.ts';

/** The service speaks to Stripe alone. */
const STRIPE = { set: ['gateways=["stripe"]'], scale: 0.3, ratePerSecond: 15 };
const answerLost = await loadScenario('answer-lost', STRIPE);
const lateWebhooks = await loadScenario('examples/koa-stripe/late-webhooks.yaml');

describe('the service as it was shipped', { timeout: 120_000 }, () => {
  it('charges twice when an answer is lost', async () => {
    const options = { scenario: answerLost, target: SHIPPED, seeds: 3, untilFailure: true };
    const { firstFailure } = await simulate(options);
    expect(firstFailure?.violations[0]?.invariant).toBe('no-double-charge');
  });

  it('forgets that it captured when an event comes late', async () => {
    const options = { scenario: lateWebhooks, target: SHIPPED, seeds: 3, untilFailure: true };
    const { firstFailure } = await simulate(options);
    expect(firstFailure?.violations[0]?.invariant).toBe('no-charge-without-claim');
  });

  it('still charges twice in the case that was kept', () =>
    expectCase('examples/koa-stripe/cases/charged-twice.yaml'));
});

describe('the mended service', { timeout: 120_000 }, () => {
  it.each([answerLost, lateWebhooks])('holds: $name', async (scenario) => {
    const { verdict } = await simulate({ scenario, target: MENDED, seeds: 3 });
    expect(verdict).toEqual({ outcome: 'held', reasons: [] });
  });

  it('charges once in the case that was kept', () =>
    expectCase('examples/koa-stripe/cases/charged-twice.yaml', {
      target: MENDED,
      expect: { outcome: 'held' },
    }));
});
