import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { badParameter, jsonAnswer, noSuch } from './api-errors.ts';
import { wireEvent, type EventRecord } from './event-log.ts';
import { expand } from './expand.ts';
import { listPage } from './lists.ts';
import type { BalanceTransaction } from './objects.ts';
import { readList, readText } from './parameters.ts';
import { announceIntent } from './announce.ts';
import { makeCharge, makeIntent } from './stand-ins.ts';
import type { StripeState } from './state.ts';
import { wireBalanceTransaction } from './wire-money.ts';

// What happened and what it came to: events, balance transactions and the balance.

export function retrieveEvent(state: StripeState, call: Call): Answer {
  const id = call.request.params['id'] ?? '';
  const event =
    state.events.get(id) ?? (isLenient(state) ? { ...makeEvent(state), id } : undefined);
  if (event === undefined) throw noSuch('event', id);
  return jsonAnswer(200, wireEvent(event));
}

export function listEvents(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const type = readText(query, 'type');
  const types = readList(query, 'types');
  if (type !== null && types.length > 0) {
    throw badParameter('types', 'You may only specify one of these parameters: type, types.');
  }
  const wanted = type === null ? types : [type];
  const list = listPage(state, query, {
    url: '/v1/events',
    what: 'event',
    items: state.events.values(),
    isWanted: (event) =>
      wanted.length === 0 || wanted.some((pattern) => isOfType(event.type, pattern)),
    render: (event) => wireEvent(event),
    standIn: () => makeEvent(state),
  });
  return jsonAnswer(200, list);
}

/** `charge.*` and the like name a group. */
const isOfType = (type: string, pattern: string): boolean =>
  pattern === '*' ||
  (pattern.endsWith('.*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern);

function makeEvent(state: StripeState): EventRecord {
  const intent = makeIntent(state, null, 'requires_payment_method');
  announceIntent(state, 'payment_intent.created', intent, null);
  const newest = [...state.events.values()].at(-1);
  if (newest === undefined) throw new Error('an event was published and is not there');
  return newest;
}

export function retrieveTransaction(state: StripeState, call: Call): Answer {
  const { params, query } = call.request;
  const id = params['id'] ?? '';
  const transaction =
    state.balanceTransactions.get(id) ??
    (isLenient(state) ? { ...makeTransaction(state), id } : undefined);
  if (transaction === undefined) throw noSuch('balance_transaction', id);
  const wire = wireBalanceTransaction(transaction, state.now());
  return jsonAnswer(200, expand(state, query, wire));
}

export function listTransactions(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const now = state.now();
  const currency = readText(query, 'currency');
  const source = readText(query, 'source');
  const type = readText(query, 'type');
  const list = listPage(state, query, {
    url: '/v1/balance_transactions',
    what: 'balance_transaction',
    items: state.balanceTransactions.values(),
    isWanted: (transaction) =>
      (currency === null || transaction.currency === currency) &&
      (source === null || transaction.source === source) &&
      (type === null || transaction.type === type) &&
      readText(query, 'payout') === null,
    render: (transaction) => wireBalanceTransaction(transaction, now),
    standIn: () => makeTransaction(state),
  });
  return jsonAnswer(200, expand(state, query, list));
}

function makeTransaction(state: StripeState): BalanceTransaction {
  const { balanceTransaction } = makeCharge(state, null, 'captured');
  const made = state.balanceTransactions.get(balanceTransaction ?? '');
  if (made === undefined) throw new Error('a charge was captured and has no transaction');
  return made;
}

/** Nothing is paid out here: what became available stays. */
export function retrieveBalance(state: StripeState): Answer {
  const now = state.now();
  const available = new Map<string, number>();
  const pending = new Map<string, number>();
  for (const { currency, amount, fee, availableOn } of state.balanceTransactions.values()) {
    const [purse, other] = availableOn <= now ? [available, pending] : [pending, available];
    purse.set(currency, (purse.get(currency) ?? 0) + amount - fee);
    if (!other.has(currency)) other.set(currency, 0);
  }
  if (available.size === 0) {
    available.set('usd', 0);
    pending.set('usd', 0);
  }
  const wire = (purse: ReadonlyMap<string, number>) =>
    Array.from(purse, ([currency, amount]) => ({
      amount,
      currency,
      source_types: { card: amount },
    }));
  const body = {
    object: 'balance',
    available: wire(available),
    livemode: false,
    pending: wire(pending),
    refund_and_dispute_prefunding: { available: [], pending: [] },
  };
  return jsonAnswer(200, body);
}

const isLenient = ({ gateway }: StripeState): boolean => gateway.behaviour.isLenient;
