import type { z } from 'zod';
import type { DeclineReason } from '../../harness/core/test-cards.ts';
import type { DeclineKind, ProviderOperation } from '../../harness/core/outcome.ts';
import type { Answer, Delivery } from '../kernel/answer.ts';
import type { SettlementLine } from '../kernel/settlement.ts';
import type { FaultableGateway } from './faultable-gateway.ts';
import type { FaultedRequest, RequestView } from './faulted-request.ts';
import type { FaultedPublication, FaultedTry } from './faulted-webhook.ts';

export type { FaultableGateway } from './faultable-gateway.ts';
export type { FaultedRequest, RequestView } from './faulted-request.ts';

// A gateway fault is a set of hooks, most often one. On a request it is a wrapper round its handling:
// it may wait, change what the issuer says, let the request proceed or not, and spoil the answer on
// its way out. Others act on webhooks, on settlement lines, or on the gateway as a whole. Because
// every fault has this one shape, any of them can be armed together; the one armed first is
// outermost.

export type FaultOptions = Readonly<Record<string, string | number | boolean>>;

/** What a gateway must have for a fault to show there. */
export type GatewayTrait =
  | 'access-tokens'
  | 'signed-answers'
  | 'idempotency-keys'
  /** The first answer to a key is told again; where order numbers are keys, what is true now is. */
  | 'kept-answers'
  | 'object-locks';

/** What the fault is called and takes, for scenarios, the control API and the docs. */
export interface FaultWords<Options extends FaultOptions = FaultOptions> {
  /** Kebab-case; what scenarios and the control API call it. */
  readonly name: string;
  /** One sentence for the docs: what the caller of the gateway sees and whether money moves. */
  readonly summary: string;
  /** Options that make a good example in the docs. */
  readonly example: Options;
  /** Strict object; its descriptions carry unit and bounds, its defaults are the defaults. */
  readonly options: z.ZodType<Options>;
  /**
   * Operations it can meet; an operation filter of the scenario narrows it further. Empty for faults
   * that meet no requests.
   */
  readonly appliesTo: readonly ProviderOperation[];
  /** Left out: it shows at every gateway. */
  readonly needs?: GatewayTrait;
  /** It does what it does to the gateway as a whole: nothing can be chosen, only counted. */
  readonly isGatewayWide?: true;
  /** What it does goes on from one request to the next, so that one request alone can't ask for it. */
  readonly needsArming?: true;
  /** What arming it did stays done in a later process that goes on with the same state. */
  readonly isDoneOnceArmed?: true;
  /**
   * The provider works on the request meanwhile: it holds the lock of what it changes, where the
   * provider has such.
   */
  readonly holdsObject?: true;
}

export interface FaultHooks<Options extends FaultOptions = FaultOptions> {
  /** Asked before the draw: whether there is anything about this request for the fault to do. */
  concerns?(request: RequestView, options: Options): boolean;
  meet?(request: FaultedRequest, options: Options): Promise<Delivery>;
  /** Instead of `meet`, for faults that remember: called once for each arming. */
  createMeet?(options: Options): Meet;
  /** A webhook was published and is not sent yet. False: there was nothing to do for the fault. */
  publish?(webhook: FaultedPublication, options: Options): boolean;
  /** A webhook is about to be tried. False: there was nothing to do for the fault. */
  deliver?(webhook: FaultedTry, options: Options): boolean;
  /** What stands in the settlement file instead of a line; the ledger does not change. */
  settle?(line: SettlementLine, options: Options): readonly SettlementLine[];
  /** A request that asks first whether it may send its body gets no word. */
  readonly withholdsContinue?: true;
  /** Runs once when the fault is armed, before any request meets it. */
  onArmed?(gateway: FaultableGateway, options: Options): void;
  /** Runs once when it is cleared or its lease ends. */
  onCleared?(gateway: FaultableGateway, options: Options): void;
}

export type Meet = (request: FaultedRequest) => Promise<Delivery>;

export interface FaultDefinition<Options extends FaultOptions = FaultOptions>
  extends FaultWords<Options>, FaultHooks<Options> {}

/**
 * Keeps the exact types of the options schema, from which the types for scenarios are derived, and of
 * the hooks that the fault has.
 */
export function defineFault<
  Schema extends z.ZodType<FaultOptions>,
  Hooks extends FaultHooks<z.output<Schema>>,
>(
  definition: Words<Schema> & Hooks,
): Words<Schema> & Required<Pick<FaultHooks<z.output<Schema>>, keyof Hooks & keyof FaultHooks>>;
export function defineFault(definition: object): object {
  return definition;
}

type Words<Schema extends z.ZodType<FaultOptions>> = Omit<
  FaultWords<z.output<Schema>>,
  'options'
> & { readonly options: Schema };

export interface Overrides {
  /** The issuer declines this request whatever the card. */
  decline?: { readonly kind: DeclineKind; readonly reason: DeclineReason };
  /** Lifetime of a token issued by this request, in milliseconds. */
  tokenLifetimeMs?: number;
  // The rest is read by the kernel; no dialect needs to know of it.
  /** The provider believes that the payment succeeded; the ledger moves nothing. */
  phantom?: 'always' | 'when-declined';
  /** How much more than the answer says the ledger captures; negative for less. Minor units. */
  capturedDeltaMinor?: number;
  /** The handler sees the order as it was before its last change. */
  isStale?: boolean;
}

/** The provider's own words for technical failures, made by its dialect. */
export interface ProviderErrors {
  /** Any 4xx or 5xx in the provider's error shape. */
  status(status: number): Answer;
  rateLimited(retryAfterSeconds: number): Answer;
  maintenance(retryAfterSeconds: number): Answer;
  /** How an access token is refused; left out by providers without tokens. */
  staleToken?(): Answer;
}
