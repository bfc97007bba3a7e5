import type { Signer } from './answer.ts';

/** An event that a dialect wants delivered to the merchant. */
export interface WebhookMessage {
  readonly id: string;
  readonly type: string;
  readonly order: string | null;
  readonly object: string | null;
  /** What is sent, unless `dress` makes something else of it. */
  readonly body: string;
  /**
   * Where this one goes, with providers that are told so with each payment; left out: to the
   * endpoint of the gateway.
   */
  readonly url?: string;
  /** The dialect's own name of the endpoint, where each has a secret of its own. */
  readonly recipient?: string;
}

/** One try to deliver a message, as it goes over the wire. */
export interface DressedWebhook {
  /** Content type and signature included. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Dressing {
  /** The time that the provider's clock shows, epoch milliseconds. */
  readonly nowMs: number;
  readonly signer: Signer;
}

/** How a provider delivers webhooks; duplicates are possible. */
export interface WebhookRules {
  /** Called for each try, so that its timestamp is its own. */
  dress(message: WebhookMessage, dressing: Dressing): DressedWebhook;
  /**
   * Whether the receiver's answer acknowledges the message.
   *
   * @param body the first kibibyte of it
   */
  isAccepted(status: number, body: string): boolean;
  /**
   * `none`: each message on its own. `queue`: one after the other for each URL, and the next only
   * when the one before it was accepted or given up.
   */
  readonly order: 'none' | 'queue';
  /** Pause before the second try, the third and so on; then it is given up. */
  readonly retryDelaysMs: readonly number[];
  /** A receiver that takes longer counts as failed. */
  readonly timeoutMs: number;
}
