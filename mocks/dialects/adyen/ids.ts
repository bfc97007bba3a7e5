import type { IdSource } from '../../kernel/id-source.ts';

/** Adyen's reference of a request: 16 capital letters and digits, globally unique. */
export const pspReference = (ids: IdSource): string => ids.next('', 16).toUpperCase();

/** What the shopper's side carries back: opaque, base64-like, Adyen's begin alike too. */
export const opaqueToken = (ids: IdSource): string => ids.next('BQABAQ', 60);

export const authCode = (ids: IdSource): string =>
  String(Number.parseInt(ids.hex(8), 16) % 1_000_000).padStart(6, '0');
