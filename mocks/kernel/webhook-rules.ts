/** An event that a dialect wants delivered to the merchant. */
export interface WebhookMessage {
  readonly id: string;
  readonly type: string;
  readonly order: string | null;
  readonly object: string | null;
  /** The exact bytes that are signed and sent. */
  readonly body: string;
}

/** How a provider delivers webhooks. Order is not guaranteed, duplicates are possible. */
export interface WebhookRules {
  /** Headers of one try, signature included; content-type too. */
  sign(message: WebhookMessage, nowMs: number): Readonly<Record<string, string>>;
  /** Pause before the second try, the third and so on; then it is given up. */
  readonly retryDelaysMs: readonly number[];
  /** A receiver that takes longer counts as failed. */
  readonly timeoutMs: number;
}
