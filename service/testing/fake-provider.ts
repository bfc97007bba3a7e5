import { findTestCard } from '../../harness/core/test-cards.ts';
import type { DeclineKind, ProviderName } from '../../harness/core/outcome.ts';
import type {
  AdapterCapabilities,
  CaptureMode,
  ProviderAdapter,
  ProviderAnswer,
  ProviderState,
} from '../providers/adapter.ts';

// A provider in memory that keeps its word on idempotency keys and misbehaves on command, for
// tests of the service. Its ledger is what really happened to the money.

/**
 * - `ok`: as asked.
 * - `lost`: it happens, the answer is gone.
 * - `lost-silently`: it happens and no answer ever comes.
 * - `stored-500`: it happens, and every replay of the key is answered by the same error.
 * - `never-arrives`: it does not happen, nobody can tell.
 * - `late`: like that, but it happens when `deliverLate` is called.
 * - `not-processed`: a documented no.
 * - `refused`: the request is called wrong.
 * - `hang`: it does not happen and no answer ever comes.
 */
export type Behaviour =
  | 'ok'
  | 'lost'
  | 'lost-silently'
  | 'stored-500'
  | 'never-arrives'
  | 'late'
  | 'not-processed'
  | 'refused'
  | 'hang'
  | { readonly decline: DeclineKind }
  | { readonly retryAfterMs: number };

export type FakeOperation = 'create' | 'confirm' | 'capture' | 'void' | 'refund' | 'retrieve';

export interface FakeCall {
  readonly operation: FakeOperation;
  readonly order: string;
  readonly key: string | null;
  /** How often this order and operation was seen before. */
  readonly nth: number;
}

export interface Movement {
  readonly movement: 'authorise' | 'capture' | 'void' | 'refund';
  readonly order: string;
  readonly object: string;
  readonly amountMinor: number;
}

export interface FakeProvider {
  readonly adapter: ProviderAdapter;
  readonly calls: readonly FakeCall[];
  readonly ledger: readonly Movement[];
  /** Set to change how it behaves from now on. */
  behave(script: (call: FakeCall) => Behaviour): void;
  /** What was held back arrives now. */
  deliverLate(): void;
  /** Captured minus refunded, by order. */
  netOf(order: string): number;
  /** Held and neither captured nor voided, by order. */
  heldOf(order: string): number;
}

export interface FakeOptions {
  readonly name: ProviderName;
  readonly fence?: AdapterCapabilities['fence'];
  readonly currencies?: readonly string[];
  readonly canAuthoriseOnly?: boolean;
}

interface FakeObject {
  readonly id: string;
  readonly order: string;
  readonly amountMinor: number;
  readonly captureMode: CaptureMode;
  state: 'created' | 'declined' | 'authorised' | 'captured' | 'voided' | 'refunded';
  decline: DeclineKind | null;
  authorisation: string | null;
}

export function createFakeProvider(options: FakeOptions): FakeProvider {
  const fence = options.fence ?? (options.name === 'stripe' ? 'cancel' : 'void-only');
  const objects = new Map<string, FakeObject>();
  const stored = new Map<string, ProviderAnswer>();
  const calls: FakeCall[] = [];
  const seen = new Map<string, number>();
  const ledger: Movement[] = [];
  let late: (() => void)[] = [];
  let script: (call: FakeCall) => Behaviour = () => 'ok';

  const move = (object: FakeObject, movement: Movement['movement']): void => {
    ledger.push({
      movement,
      order: object.order,
      object: object.id,
      amountMinor: object.amountMinor,
    });
  };
  const answerOf = (object: FakeObject, over: Partial<ProviderAnswer> = {}): ProviderAnswer => ({
    ...ANSWER,
    object: object.id,
    authorisation: object.authorisation,
    state: stateOf(object),
    ...over,
  });
  const refusal = (object: FakeObject): ProviderAnswer =>
    answerOf(object, { outcome: 'refused', code: 'unexpected-state', state: { kind: 'unknown' } });

  const effects = {
    create: (order: string, amountMinor: number, captureMode: CaptureMode): ProviderAnswer => {
      const id = `${options.name}_${objects.size + 1}`;
      const object: FakeObject = {
        id,
        order,
        amountMinor,
        captureMode,
        state: 'created',
        decline: null,
        authorisation: null,
      };
      objects.set(id, object);
      return answerOf(object);
    },
    confirm: (object: FakeObject, decline: DeclineKind | null): ProviderAnswer => {
      if (object.state !== 'created' && object.state !== 'declined') return refusal(object);
      if (decline !== null) {
        object.state = 'declined';
        object.decline = decline;
        return answerOf(object, { outcome: 'declined', decline, code: `card-${decline}` });
      }
      move(object, 'authorise');
      object.authorisation = `auth_${object.id}`;
      object.state = 'authorised';
      if (object.captureMode === 'automatic') {
        move(object, 'capture');
        object.state = 'captured';
      }
      return answerOf(object);
    },
    capture: (object: FakeObject): ProviderAnswer => {
      if (object.state !== 'authorised') return refusal(object);
      move(object, 'capture');
      object.state = 'captured';
      return answerOf(object);
    },
    void: (object: FakeObject): ProviderAnswer => {
      const isCancelled =
        fence === 'cancel' && (object.state === 'created' || object.state === 'declined');
      if (object.state !== 'authorised' && !isCancelled) return refusal(object);
      if (object.state === 'authorised') move(object, 'void');
      object.state = 'voided';
      return answerOf(object);
    },
    refund: (object: FakeObject): ProviderAnswer => {
      if (object.state !== 'captured') return refusal(object);
      move(object, 'refund');
      object.state = 'refunded';
      return answerOf(object);
    },
  };

  const handle = (
    call: Omit<FakeCall, 'nth'>,
    signal: AbortSignal,
    effect: (decline: DeclineKind | null) => ProviderAnswer,
  ): Promise<ProviderAnswer> => {
    const counter = `${call.operation} ${call.order}`;
    const nth = seen.get(counter) ?? 0;
    seen.set(counter, nth + 1);
    const full = { ...call, nth };
    calls.push(full);
    const behaviour = script(full);
    const happen = (): ProviderAnswer => {
      const known = call.key === null ? undefined : stored.get(call.key);
      if (known !== undefined) return known;
      const decline =
        typeof behaviour === 'object' && 'decline' in behaviour ? behaviour.decline : null;
      const answer = effect(decline);
      const kept = behaviour === 'stored-500' ? UNKNOWN : answer;
      if (call.key !== null) stored.set(call.key, kept);
      return kept;
    };
    if (typeof behaviour === 'object') {
      if ('decline' in behaviour) return settle(happen());
      const { retryAfterMs } = behaviour;
      return settle({ ...ANSWER, outcome: 'not-processed', code: 'rate-limit', retryAfterMs });
    }
    switch (behaviour) {
      case 'ok':
      case 'stored-500':
        return settle(happen());
      case 'lost':
        happen();
        return settle(UNKNOWN);
      case 'never-arrives':
        return settle(UNKNOWN);
      case 'late':
        late.push(happen);
        return settle(UNKNOWN);
      case 'not-processed':
        return settle({ ...ANSWER, outcome: 'not-processed', code: 'maintenance' });
      case 'refused':
        return settle({ ...ANSWER, outcome: 'refused', code: 'bad-request' });
      case 'lost-silently':
        happen();
        return untilAborted(signal);
      case 'hang':
        return untilAborted(signal);
      default:
        return behaviour satisfies never;
    }
  };
  const objectOf = (id: string): FakeObject => {
    const object = objects.get(id);
    if (object === undefined) throw new RangeError(`no object ${id}`);
    return object;
  };

  const adapter: ProviderAdapter = {
    name: options.name,
    capabilities: { fence, canAuthoriseOnly: options.canAuthoriseOnly ?? true },
    supports: (currency) =>
      options.currencies === undefined || options.currencies.includes(currency) ? null : 'currency',
    create: ({ order, amountMinor, captureMode }, { idempotencyKey: key, signal }) =>
      handle({ operation: 'create', order, key }, signal, () =>
        effects.create(order, amountMinor, captureMode),
      ),
    confirm: ({ order, object, card }, { idempotencyKey: key, signal }) =>
      handle({ operation: 'confirm', order, key }, signal, (decline) =>
        effects.confirm(objectOf(object), decline ?? declineOf(card.number)),
      ),
    capture: ({ order, object }, { idempotencyKey: key, signal }) =>
      handle({ operation: 'capture', order, key }, signal, () => effects.capture(objectOf(object))),
    void: ({ order, object }, { idempotencyKey: key, signal }) =>
      handle({ operation: 'void', order, key }, signal, () => effects.void(objectOf(object))),
    refund: ({ order, object }, { idempotencyKey: key, signal }) =>
      handle({ operation: 'refund', order, key }, signal, () => effects.refund(objectOf(object))),
    retrieve: ({ order, object }, { signal }) =>
      handle({ operation: 'retrieve', order, key: null }, signal, () => {
        const found = objectOf(object);
        return answerOf(found, { decline: found.decline, code: found.decline ?? 'found' });
      }),
    verifyWebhook: async (headers, rawBody) => {
      if (headers['fake-signature'] !== 'good')
        return { kind: 'refused', reason: 'wrong-signature' };
      const event: unknown = JSON.parse(new TextDecoder().decode(rawBody));
      const { id, order } = event as { id: string; order: string };
      return { kind: 'event', event: { id, type: 'moved', object: null, order } };
    },
  };
  const sum = (order: string, movement: Movement['movement']): number =>
    ledger
      .filter((entry) => entry.order === order && entry.movement === movement)
      .reduce((total, entry) => total + entry.amountMinor, 0);
  return {
    adapter,
    calls,
    ledger,
    behave: (next) => {
      script = next;
    },
    deliverLate: () => {
      const arriving = late;
      late = [];
      for (const happen of arriving) happen();
    },
    netOf: (order) => sum(order, 'capture') - sum(order, 'refund'),
    heldOf: (order) => sum(order, 'authorise') - sum(order, 'capture') - sum(order, 'void'),
  };
}

const ANSWER: ProviderAnswer = {
  outcome: 'approved',
  decline: null,
  code: 'ok',
  object: null,
  authorisation: null,
  capture: null,
  state: { kind: 'none' },
  retryAfterMs: null,
};

const UNKNOWN: ProviderAnswer = {
  ...ANSWER,
  outcome: 'unknown',
  code: 'timeout',
  state: { kind: 'unknown' },
};

// As over a network: never within the caller's own turn.
const settle = (answer: ProviderAnswer): Promise<ProviderAnswer> =>
  new Promise((resolve) => {
    setImmediate(resolve, answer);
  });

const untilAborted = (signal: AbortSignal): Promise<ProviderAnswer> =>
  new Promise((resolve) => {
    signal.addEventListener('abort', () => resolve(UNKNOWN), { once: true });
  });

function declineOf(number: string): DeclineKind | null {
  const answer = findTestCard(number)?.issuerAnswer;
  return answer?.kind === 'decline' ? answer.decline : null;
}

function stateOf(object: FakeObject): ProviderState {
  const { amountMinor, state } = object;
  switch (state) {
    case 'created':
    case 'declined':
    case 'voided':
      return { kind: state };
    case 'authorised':
      return { kind: 'authorised', authorisedMinor: amountMinor };
    case 'captured':
      return { kind: 'captured', capturedMinor: amountMinor, refundedMinor: 0 };
    case 'refunded':
      return { kind: 'refunded', capturedMinor: amountMinor, refundedMinor: amountMinor };
    default:
      return state satisfies never;
  }
}
