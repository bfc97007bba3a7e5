/** A complete HTTP answer as a dialect makes it. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Each character of the body is a byte, for files that are no text. */
  readonly isBinary?: true;
  /**
   * Left out: the dialect seals it on its way out, with its request id, its signature and the like.
   * `sealed`: it goes as it is, because it was sealed before it was spoiled, or because it is not
   * the provider who speaks (a proxy in front of it).
   */
  readonly finish?: 'sealed';
}

/**
 * Whose key signs: the provider's own, a key that nobody knows, or none at all. `probe` marks the
 * signature as a test of the receiver's check, where the provider sends such; elsewhere it is a
 * signature by a stranger.
 */
export type Signer = 'provider' | 'stranger' | 'nobody' | 'probe';

/** How an answer leaves the gateway: whole, or in one of the ways that break clients. */
export type Delivery =
  /** `endsConnection`: closed behind the answer, without a word in its headers. */
  | { readonly kind: 'whole'; readonly answer: Answer; readonly endsConnection?: true }
  /** Nothing is sent; the connection stays open until the client gives up. */
  | { readonly kind: 'hang' }
  /** TCP RST instead of an answer. */
  | { readonly kind: 'reset' }
  /** The connection is closed in good order instead of an answer. */
  | { readonly kind: 'close' }
  /** Headers and the first bytes of the body, then the connection is cut, or stays open. */
  | {
      readonly kind: 'cut';
      readonly answer: Answer;
      readonly afterBytes: number;
      readonly staysOpen?: true;
    }
  /** The body in small chunks with a pause before each. */
  | {
      readonly kind: 'dribble';
      readonly answer: Answer;
      readonly chunkBytes: number;
      readonly pauseMs: number;
    };

export const whole = (answer: Answer): Delivery => ({ kind: 'whole', answer });
