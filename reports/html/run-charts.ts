import type { RunRecord, SeriesPoint } from '../../harness/core/record.ts';
import { renderChart, type Band, type Series } from './chart.ts';

const PROVIDER_TONES = ['one', 'two', 'three'] as const;

/** Goodput, latency and attempts by provider over run time, with the faults as bands. */
export function renderCharts(record: RunRecord): string {
  const endMs = Math.max(
    ...record.series.map((point) => point.t + 1000),
    ...record.phases.map((phase) => phase.endMs),
  );
  const bands: readonly Band[] = record.faults.flatMap((fault) =>
    fault.startMs === null
      ? []
      : [{ label: fault.name, startMs: fault.startMs, endMs: fault.endMs ?? endMs }],
  );
  const phases: readonly Band[] = record.phases
    .filter((phase) => phase.endMs > phase.startMs)
    .map(({ name, startMs, endMs: end }) => ({ label: name, startMs, endMs: end }));
  const frame = { bands, phases, endMs };
  // After the last arrival there is nothing to succeed any more; a line along zero says nothing.
  const lastArrival = record.series.findLast((point) => point.offered > 0)?.t ?? endMs;
  const arriving = record.series.filter((point) => point.t <= lastArrival);
  const line = (
    name: string,
    tone: Series['tone'],
    value: (point: SeriesPoint) => number | null,
    isDashed = false,
    points = record.series,
  ): Series => ({
    name,
    tone,
    isDashed,
    points: points.map((point) => ({ t: point.t, value: value(point) })),
  });
  const providers = [
    ...new Set(record.series.flatMap((point) => Object.keys(point.attemptsByProvider))),
  ].toSorted();
  const byProvider = (read: 'attemptsByProvider' | 'failuresByProvider', word: string) =>
    providers.map((provider, index) =>
      line(
        `${provider} ${word}`,
        PROVIDER_TONES[index % PROVIDER_TONES.length] ?? 'quiet',
        (point) => point[read][provider] ?? 0,
        read === 'failuresByProvider',
      ),
    );
  return [
    renderChart({
      ...frame,
      title: 'Payments',
      unit: 'per second, by intended start',
      stacked: [
        line('succeeded', 'good', (point) => point.succeeded, false, arriving),
        line('pending', 'wait', (point) => point.pending, false, arriving),
        line('failed', 'bad', (point) => point.failed, false, arriving),
      ],
      series: [line('offered', 'quiet', (point) => point.offered, true, arriving)],
    }),
    renderChart({
      ...frame,
      title: 'Latency to the first claim',
      unit: 'ms',
      stacked: [],
      series: [
        line('p50', 'one', (point) => point.latencyMs?.p50 ?? null),
        line('p95', 'two', (point) => point.latencyMs?.p95 ?? null),
      ],
    }),
    renderChart({
      ...frame,
      title: 'Attempts by provider',
      unit: 'per second; dashed: without a usable answer',
      stacked: [],
      series: [
        ...byProvider('attemptsByProvider', 'attempts'),
        ...byProvider('failuresByProvider', 'failures'),
      ],
    }),
  ].join('\n');
}
