/** Why a connection went that still had a request before it. */
export type CloseReason =
  { readonly kind: 'not-connected'; readonly error: Error } | { readonly kind: 'closed' };

export const NO_REQUEST_SENT: CloseReason = { kind: 'closed' };
