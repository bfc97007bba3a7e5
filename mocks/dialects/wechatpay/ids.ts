import type { Random } from '../../../harness/core/random.ts';
import type { IdSource } from '../../kernel/id-source.ts';
import { compactTime } from './beijing-time.ts';

// Ids in the forms that WeChat Pay gives them; merchants must not read anything into them.

function digits(random: Random, length: number): string {
  let text = '';
  while (text.length < length) text += String(Math.floor(random.next() * 10));
  return text;
}

/** 28 digits, the date among them: `4200002345202611240123456789`. */
export const transactionId = (random: Random, nowMs: number): string =>
  `420000${digits(random, 4)}${compactTime(nowMs).slice(0, 8)}${digits(random, 10)}`;

/** 29 digits. */
export const refundId = (random: Random, nowMs: number): string =>
  `503${digits(random, 8)}${compactTime(nowMs).slice(0, 8)}${digits(random, 10)}`;

/** `wx`, the time in Beijing, and 20 more characters. */
export const prepayId = (ids: IdSource, nowMs: number): string =>
  `wx${compactTime(nowMs)}${ids.hex(20)}`;

/** What a QR code of a Native order carries. */
export const codeToken = (ids: IdSource): string => ids.next('', 9);

/** The header `Request-ID`. */
export const requestId = (ids: IdSource): string => `${ids.hex(40).toUpperCase()}-0`;

/** Notifications are named by a UUID. */
export const notificationId = (ids: IdSource): string =>
  ids.hex(32).replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-5$3-8$4-$5');

export const nonce = (ids: IdSource): string => ids.next('', 32);

/** Ten digits. */
export const merchantNumber = (random: Random): string => `16${digits(random, 8)}`;
