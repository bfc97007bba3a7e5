import { describe, expect, it } from 'vitest';
// In your own project: import { expectCase, loadScenario, simulate } from 'paydrill';
import { expectCase, loadScenario, simulate } from '../../index.ts';

const SHIPPED = 'module:examples/express-axios-opossum/server.ts';
const MENDED = 'module:examples/express-axios-opossum/server-mended.ts';

const SMALL = { scale: 0.3, ratePerSecond: 15 };
const answerLost = await loadScenario('answer-lost', SMALL);
const serviceKilled = await loadScenario('service-killed', SMALL);

describe('the service as it was shipped', { timeout: 120_000 }, () => {
  it('charges at both providers when an answer is lost, and logs its secret key', async () => {
    const options = { scenario: answerLost, target: SHIPPED, seeds: 3, untilFailure: true };
    const { firstFailure } = await simulate(options);
    const broken = firstFailure?.violations.map(({ invariant }) => invariant);
    expect(broken?.[0]).toBe('no-double-charge');
    expect(broken).toContain('no-secrets');
  });

  it('leaves payments open for ever when it is killed', async () => {
    const options = { scenario: serviceKilled, target: SHIPPED, seeds: 3, untilFailure: true };
    const { firstFailure } = await simulate(options);
    expect(firstFailure?.violations).not.toEqual([]);
  });

  it('still charges twice in the case that was kept', () =>
    expectCase('examples/express-axios-opossum/cases/charged-twice.yaml'));
});

describe('the mended service', { timeout: 120_000 }, () => {
  it.each([answerLost, serviceKilled])('holds: $name', async (scenario) => {
    const { verdict } = await simulate({ scenario, target: MENDED, seeds: 3 });
    expect(verdict).toEqual({ outcome: 'held', reasons: [] });
  });

  it('charges once in the case that was kept', () =>
    expectCase('examples/express-axios-opossum/cases/charged-twice.yaml', {
      target: MENDED,
      expect: { outcome: 'held' },
    }));
});
