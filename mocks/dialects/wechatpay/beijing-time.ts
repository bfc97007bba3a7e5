// WeChat Pay tells time in Beijing's zone: RFC 3339 on the wire, plain date and time in bills.

const BEIJING_MS = 8 * 3_600_000;

const shifted = (epochMs: number): string => new Date(epochMs + BEIJING_MS).toISOString();

/** `2026-11-24T15:04:05+08:00`. */
export const wireTime = (epochMs: number): string => `${shifted(epochMs).slice(0, 19)}+08:00`;

/** `2026-11-24 15:04:05`. */
export const billTime = (epochMs: number): string =>
  wireTime(epochMs).slice(0, 19).replace('T', ' ');

/** `2026-11-24`. */
export const billDay = (epochMs: number): string => shifted(epochMs).slice(0, 10);

/** `20261124150405`, as ids begin. */
export const compactTime = (epochMs: number): string =>
  shifted(epochMs).slice(0, 19).replaceAll(/\D/g, '');

/** Midnight in Beijing, epoch milliseconds; null when it is no date. */
export function startOfDay(day: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return null;
  const startMs = Date.parse(`${day}T00:00:00+08:00`);
  return Number.isNaN(startMs) || billDay(startMs) !== day ? null : startMs;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Epoch milliseconds; null when it is no RFC 3339 time. */
export function parseWireTime(text: string): number | null {
  const epochMs = RFC_3339.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(epochMs) ? null : epochMs;
}
