import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMocks } from '../process/index.ts';
import { pay } from '../process/shop.fixture.ts';
import { parseFaultScript, renderFaultScript, scenarioFaultsOf } from './index.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paydrill-script-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const codeOf = (code: string) => expect.objectContaining({ code }) as Error;

const SCRIPT = `
faultScript: 1
endsAtMs: 9000
steps:
  - { atMs: 1000, arm: { gateway: stripe, name: slow, fault: latency, options: { delayMs: 40 } } }
  - { atMs: 2000, arm: { gateway: paypal, name: gone, fault: hang, share: 0.5 } }
  - { atMs: 5000, clear: { gateway: stripe, name: slow } }
  - { atMs: 6000, arm: { gateway: stripe, name: slow, fault: latency, options: { delayMs: 80 } } }
`;

describe('a fault script', () => {
  it('notes by hand what it can play again', async () => {
    const path = join(folder, 'found.yaml');
    const mocks = await createMocks({ only: ['stripe', 'paypal'], record: path });
    const stripe = mocks.gateway('stripe');
    const chosen = { match: { currency: 'EUR' }, attempts: [1, 2] };
    const latency = { fault: 'latency', options: { delayMs: 5 } } as const;
    stripe.arm({ ...latency, operations: ['confirm'], ...chosen });
    mocks.clock.advance(60_000);
    const outage = mocks.gateway('paypal').arm({ fault: 'hang', name: 'outage', share: 0.5 });
    mocks.clock.advance(1000);
    outage.clear();
    await mocks.close();
    const script = parseFaultScript(await readFile(path, 'utf8'), path);
    expect(script.steps.map((step) => ('arm' in step ? step.arm.fault : step.clear.name))).toEqual([
      'latency',
      'hang',
      'outage',
    ]);
    expect(script.steps[1]?.atMs).toBeGreaterThanOrEqual(60_000);
    expect(script.steps[1]?.atMs).toBeLessThan(70_000);
    expect(script.steps[0]).toMatchObject({
      arm: { operations: ['confirm'], options: { delayMs: 5, distribution: 'fixed' }, ...chosen },
    });
    expect(parseFaultScript(renderFaultScript(script), path)).toEqual(script);
  });

  it('plays on the clock of the gateways', async () => {
    await using mocks = await createMocks({ only: ['stripe', 'paypal'] });
    const armed = async () => {
      const headers = { authorization: `Bearer ${mocks.control.token}` };
      const answer = await fetch(`${mocks.control.url}/faults`, { headers });
      return ((await answer.json()) as { name: string }[]).map(({ name }) => name);
    };
    const played = mocks.replay(SCRIPT);
    expect(await armed()).toEqual([]);
    mocks.clock.advance(2500);
    await expect.poll(armed).toEqual(['slow', 'gone']);
    mocks.clock.advance(2500);
    await expect.poll(armed).toEqual(['gone']);
    mocks.clock.advance(1000);
    await played;
    expect((await armed()).toSorted()).toEqual(['gone', 'slow']);
    expect((await pay(mocks.gateway('stripe'), 'order-1')).status).toBe(200);
    expect(mocks.gateway('stripe').journal()[0]).toMatchObject({ faults: ['slow'] });
  });

  it('ends with the gateways, also in the middle', async () => {
    const mocks = await createMocks({ only: ['stripe'] });
    const played = mocks.replay(SCRIPT);
    const broken = expect(played).rejects.toThrow();
    await mocks.close();
    await broken;
  });

  it('becomes the faults of a scenario, each with a name of its own', () => {
    expect(scenarioFaultsOf(parseFaultScript(SCRIPT, 'it'))).toMatchObject([
      { layer: 'gateway', name: 'slow', gateway: 'stripe', atMs: 1000, durationMs: 4000 },
      {
        layer: 'gateway',
        name: 'gone',
        gateway: 'paypal',
        atMs: 2000,
        durationMs: 7000,
        share: 0.5,
      },
      { layer: 'gateway', name: 'slow-2', fault: 'latency', atMs: 6000, durationMs: 3000 },
    ]);
  });

  it.each([
    ['SCRIPT_INVALID', 'no script at all', ''],
    ['SCRIPT_INVALID', SCRIPT.replace('hang', 'hnag'), 'hang'],
    ['SCRIPT_INVALID', SCRIPT.replace('delayMs: 40', 'delayMs: -1'), 'delayMs'],
    ['SCRIPT_INVALID', SCRIPT.replace('atMs: 5000', 'atMs: 500'), 'out of order'],
    ['SCRIPT_INVALID', SCRIPT.replace('clear:', 'claer:'), ''],
    ['SCRIPT_INVALID', '{', ''],
    ['SCRIPT_OTHER_VERSION', SCRIPT.replace('faultScript: 1', 'faultScript: 2'), 'version 2'],
  ])('is refused with %s when it is %j', (code, text, about) => {
    expect(() => parseFaultScript(text, 'it')).toThrow(codeOf(code));
    expect(() => parseFaultScript(text, 'it')).toThrow(about);
  });

  it('that cannot be written is told at the start', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    const record = join(file, 'below.yaml');
    await expect(createMocks({ only: ['stripe'], record })).rejects.toThrow(
      codeOf('SCRIPT_UNWRITABLE'),
    );
  });
});
