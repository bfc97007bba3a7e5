import {
  DIALECTS_UNDER_TEST,
  measureDialects,
  measureSigning,
  type DialectRow,
} from './dialects.bench.ts';
import { spread } from './spread.ts';
import { missingTool } from './wrk.ts';

/** The gateways beside Stripe's, by the call that makes a payment. */
export async function dialectsSection(rounds: number, seconds: number): Promise<string> {
  const title = '## Requests/s of the other gateways on one core\n\n';
  const missing = await missingTool('wrk', 'taskset');
  if (missing !== null) return `${title}Not measured: there is no ${missing} on this machine.\n`;
  const rows = await measureDialects(rounds, seconds);
  const shares = new Map<DialectRow['subject'], number>();
  for (const dialect of DIALECTS_UNDER_TEST) {
    shares.set(dialect, await measureSigning(dialect, seconds));
  }
  const cells = ([...DIALECTS_UNDER_TEST, 'bare Fastify'] as const).map((subject) => {
    const own = rows.filter((row) => row.subject === subject);
    const of = (read: (row: DialectRow) => number, digits = 0): string =>
      spread(own.map(read), digits);
    const failures = own.reduce((sum, row) => sum + row.failures, 0);
    const share = shares.get(subject);
    return [
      subject,
      of(({ requestsPerSecond }) => requestsPerSecond),
      of(({ p99Ms }) => p99Ms, 1),
      of(({ cpuMs }) => cpuMs, 3),
      share === undefined ? '' : `${(100 * share).toFixed(0)} %`,
      failures,
    ].join(' | ');
  });
  return `${title}The call that makes a payment, each for an order of its own: Adyen's authorises a card, PayPal's makes an
order, Alipay's and WeChat Pay's make a code to scan. Alipay and WeChat Pay check the signature of each request and sign
each answer (RSA, 2048 bits). 32 connections from the other core, a fresh process for each of ${rounds} rounds of ${seconds} s, in turns.

| subject | requests/s | p99, ms | processor time for each, ms | of that signatures | failures |
|---|--:|--:|--:|--:|--:|
${cells.map((row) => `| ${row} |`).join('\n')}
`;
}
