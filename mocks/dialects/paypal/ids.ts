import type { IdSource } from '../../kernel/id-source.ts';

/** Orders, authorizations, captures and refunds: 17 capital letters and digits. */
export const resourceId = (ids: IdSource): string => ids.next('', 17).toUpperCase();

/** What `paypal-debug-id` carries: 13 hexadecimal digits. */
export const debugId = (ids: IdSource): string => ids.hex(13);

/** The payer of an order, 13 capital letters and digits; told from the order, so that it stays. */
export const payerId = (orderId: string): string => `P${orderId.slice(0, 12)}`;

export const webhookEventId = (ids: IdSource): string => `WH-${resourceId(ids)}-${resourceId(ids)}`;

/** A transmission is named by a UUID. */
export function transmissionId(ids: IdSource): string {
  const digits = ids.hex(32);
  return digits.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12})$/, '$1-$2-4$3-a$4-$5');
}
