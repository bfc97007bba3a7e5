import type {
  CallContext,
  ConfirmRequest,
  ProviderAdapter,
  ProviderAnswer,
  ReadContext,
} from '../adapter.ts';

// The same payment at both providers: what a test asks, whatever the wire looks like.

export const ORDER = 'order-1';
export const AMOUNT_MINOR = 1234;
export const CURRENCY = 'USD';
export const KEY = 'key-1';
export const CARD_NUMBER = '4242424242424242';

export type CalledOperation = 'create' | 'confirm' | 'capture' | 'void' | 'refund' | 'retrieve';

export const MUTATIONS = ['create', 'confirm', 'capture', 'void', 'refund'] as const;
export const OPERATIONS: readonly CalledOperation[] = [...MUTATIONS, 'retrieve'];

export const readContext: ReadContext = { signal: new AbortController().signal, timeoutMs: null };
export const callContext: CallContext = { ...readContext, idempotencyKey: KEY };

const about = { order: ORDER, amountMinor: AMOUNT_MINOR, currency: CURRENCY };
const customer = { name: 'Ada Example', email: 'ada@example.com' };
const card = { number: CARD_NUMBER, expiryMonth: 3, expiryYear: 2031, cvc: '123' };

export interface Ids {
  readonly object: string;
  readonly authorisation: string | null;
  readonly capture: string | null;
}

export interface CallChanges {
  readonly captureMode?: ConfirmRequest['captureMode'];
  readonly signal?: AbortSignal;
  readonly currency?: string;
  readonly cardNumber?: string;
}

/** Asks an adapter for one operation of the payment. */
export function ask(
  adapter: ProviderAdapter,
  operation: CalledOperation,
  ids: Ids,
  changes: CallChanges = {},
): Promise<ProviderAnswer> {
  const context = { ...callContext, signal: changes.signal ?? callContext.signal };
  const captureMode = changes.captureMode ?? 'automatic';
  const payment = { ...about, currency: changes.currency ?? CURRENCY };
  const { object, authorisation, capture } = ids;
  switch (operation) {
    case 'create':
      return adapter.create({ ...payment, captureMode, customer }, context);
    case 'confirm': {
      const used = { ...card, number: changes.cardNumber ?? CARD_NUMBER };
      return adapter.confirm({ ...payment, object, captureMode, customer, card: used }, context);
    }
    case 'capture':
      return adapter.capture({ ...payment, object, authorisation }, context);
    case 'void':
      return adapter.void({ order: ORDER, object, authorisation }, context);
    case 'refund':
      return adapter.refund({ ...payment, object, authorisation, capture }, context);
    case 'retrieve':
      return adapter.retrieve({ order: ORDER, object }, context);
    default:
      throw new TypeError('unhandled operation');
  }
}
