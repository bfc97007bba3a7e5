import { createVirtualWorld } from '../harness/simulator/index.ts';
import { profilePayments } from './payment-profile.ts';

// What the virtual world costs: payments through the reference service and the gateways, all of it in one
// thread (client, service, SQLite, two provider calls, webhooks off), the start of a fresh world, the
// bare price of a timer and of a request, and which part of a payment costs what.
// Run: node bench/simulator.bench.ts
//
// By processor time of the process, which on a machine that is busy with more is the truth; the
// thread of the world is nearly all of it.

const payments = new URL('../harness/simulator/fixtures/payment-world.fixture.ts', import.meta.url);
const bare = new URL('../harness/simulator/fixtures/bare-load.fixture.ts', import.meta.url);
const PAYMENTS = 5_000;
const ROUNDS = 3;

async function cpuSeconds(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;

await using world = await createVirtualWorld({ seed: 1, wallDeadlineMs: 600_000 });

async function measure(url: URL, name: string, args: { count: number }): Promise<number> {
  const rates: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await world.reset(1, 'kept');
    rates.push(args.count / (await cpuSeconds(() => world.run(url, name, args))));
  }
  return Math.round(median(rates));
}

const figures = {
  timersPerCpuSecond: await measure(bare, 'timers', { count: 300_000 }),
  httpRequestsPerCpuSecond: await measure(bare, 'requests', { count: 10_000 }),
  fetchesPerCpuSecond: await measure(bare, 'fetches', { count: 10_000 }),
  paymentsPerCpuSecond: await (async () => {
    const rates: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await world.reset(1);
      const args = { count: PAYMENTS, ratePerSecond: 1_000 };
      rates.push(PAYMENTS / (await cpuSeconds(() => world.run(payments, 'payMany', args))));
    }
    return Math.round(median(rates));
  })(),
  freshServiceAndGatewaysCpuMs: await (async () => {
    await world.reset(1);
    const args = { count: 1, ratePerSecond: 1 };
    return Math.round((await cpuSeconds(() => world.run(payments, 'payMany', args))) * 1000);
  })(),
  resetCpuMs: (await cpuSeconds(() => world.reset(1, 'kept'))) * 1000,
  microsecondsPerPayment: Object.fromEntries(
    (
      await profilePayments(PAYMENTS, async (count) => {
        await using profiled = await createVirtualWorld({ seed: 1, wallDeadlineMs: 600_000 });
        await profiled.run(payments, 'payMany', { count, ratePerSecond: 1_000 });
      })
    ).map(({ part, microseconds }) => [part, microseconds]),
  ),
};
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
