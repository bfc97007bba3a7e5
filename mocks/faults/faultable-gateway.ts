/** What a fault can do to a gateway as a whole while it is armed. */
export interface FaultableGateway {
  /** Makes every access token that was issued so far invalid at once. No-op without tokens. */
  expireTokens(): void;
  /** Loses every idempotency key that it has seen, as a store that was emptied. */
  forgetKeys(): void;
  /** Moves the clock that the provider goes by; the time of the ledger and of the journal stays. */
  shiftClock(byMs: number): void;
  /** Signs with other keys from now on; null goes back to those that it began with. */
  rotateKeys(rotation: KeyRotation | null): void;
  /** Remembers what each change of an order changed, so that it can be read as it was before. */
  rememberChanges(isOn: boolean): void;
}

export interface KeyRotation {
  /** Names the new keys: the same generation is the same key. From 1. */
  readonly generation: number;
  /** The former key stays good beside the new one, where the provider has a roll of that kind. */
  readonly keepsFormer: boolean;
}
