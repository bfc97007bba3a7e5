import { readFile } from 'node:fs/promises';
import { liveError } from '../errors.ts';

/** k6's own account of the load, from the summary that the entry script writes. */
export interface K6Summary {
  readonly completedIterations: number;
  readonly droppedIterations: number;
  /** Lines of client events that the script wrote; null when it did not count them. */
  readonly eventsWritten: number | null;
}

type Metrics = ReadonlyMap<string, number>;

/**
 * Reads a summary file. k6 only logs it when handleSummary fails, so that a missing or broken file
 * is an error here: LIVE_K6_SUMMARY.
 */
export async function readK6Summary(file: string): Promise<K6Summary> {
  const broken = (reason: string, cause?: unknown) =>
    liveError('LIVE_K6_SUMMARY', { file, reason }, cause === undefined ? {} : { cause });
  let body: unknown;
  try {
    body = JSON.parse(await readFile(file, 'utf8'));
  } catch (cause) {
    throw broken(cause instanceof Error ? cause.message : String(cause), cause);
  }
  const counts = countsOf(body);
  if (counts === null) throw broken('it has none of the shapes that k6 writes');
  // k6 may begin one iteration more than was planned; the script counts those with an order.
  const completed = counts.get('paydrill_customers') ?? counts.get('iterations');
  const dropped = counts.get('dropped_iterations');
  return {
    completedIterations: completed ?? 0,
    droppedIterations: dropped ?? 0,
    eventsWritten: counts.get('paydrill_events') ?? null,
  };
}

/**
 * The counters of any shape that k6 1 and 2 write: what handleSummary gets
 * (`metrics.x.values.count`), `--summary-export` (`metrics.x.count`) and the new machine-readable
 * one (`results.metrics[]`).
 */
function countsOf(body: unknown): Metrics | null {
  if (!isObject(body)) return null;
  if (isObject(body['metrics'])) {
    const rows = Object.entries(body['metrics']).map(([name, metric]) => ({ name, metric }));
    return collect(rows);
  }
  const results = body['results'];
  if (isObject(results) && Array.isArray(results['metrics'])) {
    const rows = results['metrics'].map((metric: unknown) => ({
      name: isObject(metric) ? String(metric['name']) : '',
      metric,
    }));
    return collect(rows);
  }
  return null;
}

function collect(rows: readonly { readonly name: string; readonly metric: unknown }[]): Metrics {
  const counts = new Map<string, number>();
  for (const { name, metric } of rows) {
    if (!isObject(metric)) continue;
    const values = isObject(metric['values']) ? metric['values'] : metric;
    if (typeof values['count'] === 'number') counts.set(name, values['count']);
  }
  return counts;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
