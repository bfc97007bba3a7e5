import { measureLatency, WARM_UP_SECONDS } from './latency.bench.ts';
import { spread } from './spread.ts';

/** After a warm-up, `rounds` runs of eight seconds, in turns with a bare Fastify. */
export async function latencySection(ratePerSecond: number, rounds: number): Promise<string> {
  const latencies = await measureLatency(ratePerSecond, 8, rounds);
  const cell = (subject: string, figure: 'p50' | 'p99' | 'max'): string =>
    spread(
      latencies.filter((each) => each.subject === subject).map((each) => each[figure]),
      2,
    );
  const row = (figure: 'p50' | 'p99' | 'max', bound: string): string =>
    `| ${figure} | ${bound} | ${cell('gateway', figure)} | ${cell('bare Fastify', figure)} |`;
  return `## Injected latency of 200 ms at ${ratePerSecond} requests/s

Error beyond 200 ms as the client sees it, in ms; bare Fastify with a timer of 200 ms in turns with it, both after ${WARM_UP_SECONDS} s that do not count.

| figure | bound | gateway | bare Fastify |
|---|--:|--:|--:|
${row('p50', '1')}
${row('p99', '5')}
${row('max', '')}
`;
}
