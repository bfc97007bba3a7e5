import type { z } from 'zod';
import type { DeclineReason } from '../../harness/core/test-cards.ts';
import type { DeclineKind, ProviderOperation } from '../../harness/core/outcome.ts';
import type { Answer, Delivery, Signer } from '../kernel/answer.ts';
import type { Clock } from '../kernel/clock.ts';

// A gateway fault is a wrapper round the handling of one request: it may wait, change what the
// issuer says, let the request proceed or not, and spoil the answer on its way out. Because every
// fault has this one shape, any of them can be armed together; the one armed first is outermost.

export type FaultOptions = Readonly<Record<string, string | number | boolean>>;

export interface FaultDefinition<Options extends FaultOptions = FaultOptions> {
  /** Kebab-case; what scenarios and the control API call it. */
  readonly name: string;
  /** One sentence for the docs: what the caller of the gateway sees and whether money moves. */
  readonly summary: string;
  /** Options that make a good example in the docs. */
  readonly example: Options;
  /** Strict object; its descriptions carry unit and bounds, its defaults are the defaults. */
  readonly options: z.ZodType<Options>;
  /** Operations it can meet; an operation filter of the scenario narrows it further. */
  readonly appliesTo: readonly ProviderOperation[];
  meet(request: FaultedRequest, options: Options): Promise<Delivery>;
  /** Runs once when the fault is armed, before any request meets it. */
  onArmed?(gateway: FaultableGateway, options: Options): void;
  /** Runs once when it is cleared or its lease ends. */
  onCleared?(gateway: FaultableGateway, options: Options): void;
}

/** Keeps the exact type of the options schema, from which the types for scenarios are derived. */
export function defineFault<Schema extends z.ZodType<FaultOptions>>(
  definition: Omit<FaultDefinition<z.output<Schema>>, 'options'> & { readonly options: Schema },
): typeof definition {
  return definition;
}

export interface FaultedRequest {
  readonly operation: ProviderOperation | 'other';
  /** The fault draw of this request, uniform in [0, 1): magnitudes derive from it. */
  readonly draw: number;
  readonly clock: Clock;
  /** Aborted when the client went away or the gateway stops. */
  readonly signal: AbortSignal;
  readonly errors: ProviderErrors;
  /**
   * Stamps and signs an answer now instead of on its way out, so that what a fault does to it then
   * is not covered by the signature; `signer` other than the provider forges it.
   */
  seal(answer: Answer, signer?: Signer): Answer;
  /** What the dialect reads while it handles the request. */
  readonly overrides: Overrides;
  /** Handles the request (and any inner fault) for real; money may move. Call it at most once. */
  proceed(): Promise<Delivery>;
  /**
   * Keeps the gateway from counting as quiescent until `work` ends: for a request whose effect
   * comes after its connection is gone.
   */
  detach(work: Promise<unknown>): void;
}

export interface Overrides {
  /** The issuer declines this request whatever the card. */
  decline?: { readonly kind: DeclineKind; readonly reason: DeclineReason };
  /** Lifetime of a token issued by this request, in milliseconds. */
  tokenLifetimeMs?: number;
}

/** The provider's own words for technical failures, made by its dialect. */
export interface ProviderErrors {
  /** Any 4xx or 5xx in the provider's error shape. */
  status(status: number): Answer;
  rateLimited(retryAfterSeconds: number): Answer;
  maintenance(retryAfterSeconds: number): Answer;
}

export interface FaultableGateway {
  /** Makes every access token that was issued so far invalid at once. No-op without tokens. */
  expireTokens(): void;
  /** Puts a new key in the place of the one that the provider signs with. No-op without keys. */
  rotateKeys?(): void;
}
