/** What travels over a connection: bytes, an orderly end (FIN) or a reset (RST). */
export type Parcel =
  | { readonly kind: 'data'; readonly bytes: Buffer }
  | { readonly kind: 'end' }
  | { readonly kind: 'reset' };

export const END: Parcel = { kind: 'end' };
export const RESET: Parcel = { kind: 'reset' };

export const sizeOf = (parcel: Parcel): number =>
  parcel.kind === 'data' ? parcel.bytes.length : 0;
