import {
  measureThroughput,
  type Subject,
  type Task,
  type ThroughputRow,
} from './gateways.bench.ts';
import { medianOf, spread } from './spread.ts';
import { missingTool } from './wrk.ts';

const ROUNDS = 5;
const SECONDS = 8;
const SUBJECTS: readonly Subject[] = ['paydrill', 'stripe-mock', 'bare Fastify'];

/** Our Stripe gateway beside stripe-mock and a bare Fastify, one core each, in turns. */
export async function gatewaysSection(): Promise<string> {
  const title = '## Requests/s of the Stripe gateway on one core\n\n';
  const missing = await missingTool('wrk', 'taskset', 'go');
  if (missing !== null) return `${title}Not measured: there is no ${missing} on this machine.\n`;
  const rows = await measureThroughput(ROUNDS, SECONDS);
  return `${title}32 connections from the other core, fresh processes for each of ${ROUNDS} rounds of ${SECONDS} s, in turns. Every create has
an idempotency key of its own; our gateway keeps state, ledger, journal and keys.

| task | subject | requests/s | times stripe-mock (wanted: 3) | p99, ms | failures |
|---|---|--:|--:|--:|--:|
${(['create', 'retrieve'] as const).flatMap((task) => tableOf(rows, task)).join('\n')}
`;
}

const tableOf = (rows: readonly ThroughputRow[], task: Task): readonly string[] =>
  SUBJECTS.map((subject) => {
    const own = rows.filter((row) => row.task === task && row.subject === subject);
    const rival = rows.filter((row) => row.task === task && row.subject === 'stripe-mock');
    const rate = (of: readonly ThroughputRow[]): readonly number[] =>
      of.map(({ requestsPerSecond }) => requestsPerSecond);
    const times = (medianOf(rate(own)) / medianOf(rate(rival))).toFixed(1);
    const p99 = spread(
      own.map(({ p99Ms }) => p99Ms),
      1,
    );
    const failures = own.reduce((sum, row) => sum + row.failures, 0);
    return `| ${task} | ${subject} | ${spread(rate(own))} | ${times} | ${p99} | ${failures} |`;
  });
