import { describe, expect, it } from 'vitest';
import { loadScenario } from './load-scenario.ts';
import { refusalOf } from './refusal.fixture.ts';

const outage = (...set: string[]) =>
  refusalOf(() => loadScenario('provider-outage', { set })).then(({ message }) => message);

const kill = (name: string, atMs: number, durationMs: number): string =>
  JSON.stringify({ name, layer: 'process', action: 'kill', atMs, durationMs });

describe('rules between the parts of a scenario', () => {
  it('a fault ends inside the fault phase', async () => {
    expect(await outage('faults.primary-down.atMs=2s', 'faults.primary-down.durationMs=30s')).toBe(
      'fault "primary-down" must end inside the fault phase of 25000 ms, got 2000 ms + 30000 ms',
    );
  });

  it("a fault's gateway is one of the scenario's", async () => {
    expect(await outage('gateways=["paypal"]')).toMatch(/must be one of .* \(paypal\), got stripe/);
  });

  it('names of faults are unique', async () => {
    expect(await outage('faults[1].name=primary-answers-lost')).toMatch(/must each occur once/);
  });

  it('gateways are unique', async () => {
    expect(await outage('gateways=["stripe","stripe"]')).toMatch(/"stripe" twice/);
  });

  it('names of stop conditions are unique', async () => {
    const stop = '{"name":"a","figure":"goodput","bound":{"below":0.1}}';
    expect(await outage(`stopConditions=[${stop},${stop}]`)).toMatch(/"a" twice/);
  });

  it('an objective bounds a figure of a phase once', async () => {
    const objective = '{"name":"goodput","phase":"fault","bound":{"atLeast":0.9}}';
    expect(await outage(`objectives=[${objective},${objective}]`)).toMatch(/goodput in fault/);
  });

  it('recovery time belongs to the recovery', async () => {
    const objective = '{"name":"recovery-time","phase":"fault","bound":{"atMost":900}}';
    expect(await outage(`objectives=[${objective}]`)).toMatch(/must be "recovery", got fault/);
  });

  it('a bound points the way its figure does', async () => {
    expect(await outage('objectives[0].bound={"atMost":0.5}')).toMatch(
      /of goodput must be \{ atLeast: a number from 0 to 1 \}, got \{"atMost":0\.5\}/,
    );
    expect(await outage('stopConditions[0].bound={"above":0.5}')).toMatch(/of goodput must be/);
  });

  it('some journey and some currency have a weight', async () => {
    expect(await outage('load.journeys={"pay":0}')).toMatch(/at least one weight above 0/);
    expect(await outage('load.currencies={}')).toMatch(/at least one weight above 0/);
  });

  it('the load is as long as k6 needs', async () => {
    expect(
      await outage('faults=[]', 'timeline={"baselineMs":500,"faultMs":500,"recoveryMs":500}'),
    ).toMatch(/at least 2000 ms of load .* got 1500 ms/);
  });

  it('the number of payments is bounded on both sides', async () => {
    expect(await outage('timeline.faultMs=1h', 'load.arrival.ratePerSecond=5000')).toMatch(
      /1 to 500000 payments, got 18150000/,
    );
    const nobody =
      '{"kind":"ramping","startRatePerSecond":0,"stages":[{"durationMs":9,"toRatePerSecond":0}]}';
    expect(await outage(`load.arrival=${nobody}`)).toMatch(/1 to 500000 payments, got 0/);
  });

  it('the target is not killed while it is dead', async () => {
    const faults = `[${kill('again', 2_000, 1_000)},${kill('once', 1_000, 1_500)}]`;
    expect(await outage(`faults=${faults}`)).toMatch(/fault "again" must start after "once" ends/);
  });

  it('the target may be killed twice in a row', async () => {
    const faults = `[${kill('again', 2_500, 1_000)},${kill('once', 1_000, 1_500)}]`;
    const scenario = await loadScenario('provider-outage', { set: [`faults=${faults}`] });
    expect(scenario.faults).toHaveLength(2);
  });

  it('latency varies by no more than itself', async () => {
    const effect = '{"kind":"latency","latencyMs":10,"jitterMs":"20ms"}';
    expect(await outage(`faults.primary-down.effect=${effect}`)).toBe(
      'effect.jitterMs of fault "primary-down" must not exceed latencyMs (10), got 20',
    );
  });

  it('slices vary by less than they measure', async () => {
    const effect = '{"kind":"slicer","averageBytes":10,"variationBytes":10}';
    expect(await outage(`faults.primary-down.effect=${effect}`)).toMatch(
      /variationBytes of fault "primary-down" must be below averageBytes \(10\), got 10/,
    );
  });

  it('a proxy is down for everybody or for nobody', async () => {
    expect(await outage('faults.primary-down.share=0.5')).toBe(
      'share of fault "primary-down" must be 1 with the effect "down", got 0.5',
    );
  });

  it.each(['primary-down', 'primary-answers-lost'])('%s has a share above 0', async (name) => {
    expect(await outage(`faults.${name}.share=0`)).toBe(
      `the share of fault "${name}" must be above 0: a fault that meets nothing shows nothing, got 0`,
    );
  });

  it.each([
    { fault: 'token-expiry' },
    { fault: 'token-endpoint-down' },
    { fault: 'latency', operations: ['token'] },
  ])('%j waits in vain at Stripe, which has no tokens', async (part) => {
    const fault = { name: 'signed-out', layer: 'gateway', durationMs: 1_000, ...part };
    const at = (gateway: string) => `faults=${JSON.stringify([{ ...fault, gateway }])}`;
    expect(await outage(at('stripe'))).toBe(
      'the gateway of fault "signed-out" must be one with access tokens (paypal), for it meets nothing but "token", got stripe',
    );
    const scenario = await loadScenario('provider-outage', { set: [at('paypal')] });
    expect(scenario.faults).toHaveLength(1);
  });

  it('network faults in one direction of a gateway do not overlap', async () => {
    const slow = (name: string, direction: string, atMs: number): string =>
      JSON.stringify({
        name,
        layer: 'network',
        gateway: 'stripe',
        direction,
        effect: { kind: 'latency', latencyMs: 100, jitterMs: 0 },
        atMs,
        durationMs: 2_000,
      });
    const both = `[${slow('a', 'upstream', 1_000)},${slow('b', 'upstream', 2_500)}]`;
    expect(await outage(`faults=${both}`)).toMatch(/fault "b" must not overlap "a"/);
    for (const apart of [slow('b', 'downstream', 2_500), slow('b', 'upstream', 3_000)]) {
      const faults = `[${slow('a', 'upstream', 1_000)},${apart}]`;
      const scenario = await loadScenario('provider-outage', { set: [`faults=${faults}`] });
      expect(scenario.faults).toHaveLength(2);
    }
  });
});
