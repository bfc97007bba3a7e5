import type { Signer } from '../kernel/answer.ts';
import type { WebhookMessage } from '../kernel/webhook-rules.ts';

/** A webhook at the moment of its publication, in the hands of a fault that writes its plan. */
export interface FaultedPublication {
  readonly message: WebhookMessage;
  /** Uniform in [0, 1). */
  readonly draw: number;
  /** Time since the fault was armed, in milliseconds of the gateway's clock. */
  readonly armedForMs: number;
  /** What was published for the same order before this one, newest first. */
  earlier(): readonly PublishedWebhook[];
  readonly plan: PublicationPlan;
}

export interface PublishedWebhook {
  readonly message: WebhookMessage;
  /** What the provider's clock showed then, epoch milliseconds. */
  readonly publishedMs: number;
}

/** What becomes of a message before its first try. */
export interface PublicationPlan {
  /** Time until the first try, in milliseconds. */
  delayMs: number;
  /**
   * It waits until a later message of its order was tried, at most this long; in a queue it loses its
   * place. Null: it does not wait.
   */
  overtakenWithinMs: number | null;
  /** Sent beside it, each once, with no retry and outside of any queue. */
  readonly extras: ExtraWebhook[];
}

export interface ExtraWebhook {
  readonly message: WebhookMessage;
  readonly signer: Signer;
  /** What the provider's clock showed when it was signed, epoch milliseconds; left out: now. */
  readonly signedMs?: number;
  /** Time until it is sent, in milliseconds. */
  readonly afterMs: number;
  /** 1 for the first copy of a message; left out: it is none. */
  readonly copy?: number;
  /** The body that is sent when it is not the one that was signed. */
  alterBody?(body: string): string;
}

/** One try of a webhook, in the hands of a fault that writes its plan. */
export interface FaultedTry {
  readonly message: WebhookMessage;
  /** 0 for the first. */
  readonly attempt: number;
  readonly draw: number;
  readonly plan: TryPlan;
}

/** How a try goes. */
export interface TryPlan {
  /** Nothing is sent; it counts as a try that failed. */
  isLost: boolean;
  signer: Signer;
  /** What is signed and sent instead. */
  message: WebhookMessage;
  /** The body that is sent when it is not the one that was signed. */
  alterBody: ((body: string) => string) | null;
}
