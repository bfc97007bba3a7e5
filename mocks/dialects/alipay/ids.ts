import type { IdSource } from '../../kernel/id-source.ts';
import { wireDay } from './wire-time.ts';

// Numbers as long as Alipay's, and as telling: they begin with the day.

/** `2013112011001004330000121536`. */
export const tradeNumber = (ids: IdSource, nowMs: number): string =>
  `${wireDay(nowMs)}22001${digits(ids, 15)}`;

/** `2016101210002001810258115912`. */
export const authNumber = (ids: IdSource, nowMs: number): string =>
  `${wireDay(nowMs)}10002001${digits(ids, 12)}`;

export const operationId = (ids: IdSource, nowMs: number): string =>
  `${wireDay(nowMs)}${digits(ids, 8)}`;

/** What follows `https://qr.alipay.com/`: `bavh4wjlxf12tper3a`. */
export const codeName = (ids: IdSource): string => ids.next('bax', 15).toLowerCase();

export const notifyId = (ids: IdSource, nowMs: number): string =>
  `${wireDay(nowMs)}00222${ids.hex(21)}`;

/** `0b43c935...`: what `trace_id` and `alipay-trace-id` carry. */
export const traceId = (ids: IdSource): string => ids.hex(30);

/** An account, `2088` and twelve digits. */
export const userId = (ids: IdSource): string => `2088${digits(ids, 12)}`;

export const applicationId = (ids: IdSource): string => `2021${digits(ids, 12)}`;

function digits(ids: IdSource, length: number): string {
  return ids.hex(length).replaceAll(/[a-f]/g, (letter) => String(letter.charCodeAt(0) % 10));
}
