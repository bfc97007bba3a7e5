import type { Store } from '../store/store.ts';
import { isGivenUp, reviveDoubt } from './leg.ts';
import { isWatched, type Payment } from './payment.ts';
import { createSession, type Session } from './session.ts';

/**
 * The payments that are not done stay in memory; a closed one is read from the store when it is
 * asked for. Watched ones are closed, but a word of their provider opens them again.
 */
export interface OpenPayments {
  ids(): readonly string[];
  has(id: string): boolean;
  sessionOf(id: string): Session | undefined;
  /** The session of an open payment, or a new one of a closed payment. */
  take(id: string): Session | null;
  find(id: string): Payment | null;
  /** Of an open or watched payment. */
  idOfOrder(order: string): string | undefined;
  keep(session: Session): void;
  drop(session: Session): void;
  /** Opens the doubts of a watched payment that were given up. */
  revive(id: string): void;
  /** What an earlier process left. */
  load(): readonly Payment[];
}

export function createOpenPayments(store: Store): OpenPayments {
  const sessions = new Map<string, Session>();
  const openOrders = new Map<string, string>();
  const watchedOrders = new Map<string, string>();

  const keep = (session: Session): void => {
    sessions.set(session.payment.id, session);
    openOrders.set(session.payment.order, session.payment.id);
  };
  const take = (id: string): Session | null => {
    const known = sessions.get(id);
    if (known !== undefined) return known;
    const payment = store.findPayment(id);
    return payment === null ? null : createSession(store, payment, false);
  };
  return {
    ids: () => [...sessions.keys()],
    has: (id) => sessions.has(id),
    sessionOf: (id) => sessions.get(id),
    take,
    find: (id) => sessions.get(id)?.payment ?? store.findPayment(id),
    idOfOrder: (order) => openOrders.get(order) ?? watchedOrders.get(order),
    keep,
    drop: ({ payment }) => {
      sessions.delete(payment.id);
      openOrders.delete(payment.order);
      if (isWatched(payment)) watchedOrders.set(payment.order, payment.id);
    },
    revive: (id) => {
      const session = take(id);
      if (session === null || !isWatched(session.payment)) return;
      for (const leg of session.payment.legs) {
        if (isGivenUp(leg) && leg.object !== null) session.updateLeg(reviveDoubt(leg, Date.now()));
      }
      watchedOrders.delete(session.payment.order);
      keep(session);
    },
    load: () => {
      const left = store.openPayments();
      for (const payment of left) keep(createSession(store, payment, false));
      for (const { id, order } of store.watchedPayments()) watchedOrders.set(order, id);
      return left;
    },
  };
}
