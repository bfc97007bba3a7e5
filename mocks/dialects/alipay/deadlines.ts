import { refusal } from './reply.ts';
import { endOfDay, parseWireTime } from './wire-time.ts';

// How long an order may stay unpaid: `timeout_express` counts from now, `time_expire` is a time and
// wins. https://opendocs.alipay.com/open/02ekfp

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/** What each product does without either. */
export const DEFAULT_PATIENCE_MS = {
  barcode: 3 * HOUR_MS,
  'qr-code': 2 * HOUR_MS,
  create: 15 * DAY_MS,
  page: 15 * DAY_MS,
  wap: 15 * DAY_MS,
} as const;

const LONGEST_MS = 15 * DAY_MS;
const UNITS_MS: Readonly<Record<string, number>> = { m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

export function readDeadline(
  given: {
    readonly timeout_express?: string | undefined;
    readonly time_expire?: string | undefined;
  },
  patienceMs: number,
  nowMs: number,
): number {
  if (given.time_expire !== undefined) {
    const expiresMs = parseWireTime(given.time_expire);
    if (expiresMs === null) throw refusal('ACQ.INVALID_PARAMETER', 'time_expire');
    if (expiresMs <= nowMs) throw refusal('ACQ.NOW_TIME_AFTER_EXPIRE_TIME_ERROR');
    return expiresMs;
  }
  const { timeout_express: text } = given;
  if (text === undefined) return nowMs + patienceMs;
  const spanMs = readSpan(text, nowMs);
  if (spanMs === null) throw refusal('ACQ.INVALID_PARAMETER', 'timeout_express');
  return nowMs + spanMs;
}

/** `90m`, `3h`, `15d`, or `1c` for the end of the day; no fractions. Null when it is none. */
export function readSpan(text: string, nowMs: number): number | null {
  if (text === '1c') return endOfDay(nowMs) - nowMs;
  const match = /^(?<count>[1-9]\d{0,4})(?<unit>[mhd])$/.exec(text);
  const { count = '', unit = '' } = match?.groups ?? {};
  const spanMs = Number(count) * (UNITS_MS[unit] ?? 0);
  return spanMs >= MINUTE_MS && spanMs <= LONGEST_MS ? spanMs : null;
}
