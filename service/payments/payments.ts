import { reconcilePayment } from '../reconcile/reconcile-payment.ts';
import { orAfter } from '../resilience/sleep.ts';
import { EMPTY_BATCH, type KeyRow } from '../store/store.ts';
import type { Effort } from './attempt.ts';
import { charge } from './charge.ts';
import { logFailure } from './log-failure.ts';
import { createOpenPayments } from './open-payments.ts';
import { isFinalStatus, isOpen, isUncertain, type Payment } from './payment.ts';
import { createSession, type Session } from './session.ts';
import { captureHold, giveBack } from './settle.ts';
import { startPayment, type PaymentOrder } from './start-payment.ts';
import type { Tools } from './tools.ts';

/** A caller's idempotency key with what it stands for. */
export type CallerKey = Pick<KeyRow, 'key' | 'fingerprint'>;

export type Told =
  /** `isNew`: this request is the one that made it so. */
  | { readonly kind: 'payment'; readonly payment: Payment; readonly isNew: boolean }
  | { readonly kind: 'key-reused' }
  | { readonly kind: 'order-differs' }
  | { readonly kind: 'card-refused' }
  | { readonly kind: 'not-possible'; readonly payment: Payment }
  | { readonly kind: 'unknown-payment' }
  | { readonly kind: 'not-stored' };

export interface Payments {
  pay(order: PaymentOrder, key: CallerKey): Promise<Told>;
  capture(paymentId: string, key: CallerKey): Promise<Told>;
  refund(paymentId: string, key: CallerKey): Promise<Told>;
  find(paymentId: string): Payment | null;
  findByOrder(order: string): Payment | null;
  /** Ids of payments that are not final yet, unknown attempts and repairs included. */
  openIds(): readonly string[];
  isBusy(paymentId: string): boolean;
  /** Resolves when what was found is committed; nobody may be told earlier. */
  settled(): Promise<void>;
  /** One round of reconciliation, unless the payment is being worked on. */
  reconcile(paymentId: string): Promise<void>;
  /** A provider spoke of this payment: reconciles it now, even a doubt that was given up. */
  revisit(order: string): Promise<void>;
  /** Takes up what an earlier process left open; returns how many will be worked on. */
  recover(): number;
  /** Resolves when nothing is being worked on any more. */
  idle(): Promise<void>;
}

export function createPayments(tools: Tools): Payments {
  const { store, policy, logger } = tools;
  const open = createOpenPayments(store);
  const work = new Map<string, Promise<void>>();
  const waiting = new Map<string, Set<() => void>>();

  /** Runs one piece of work on a payment, after what is already running on it. */
  const exclusively = (session: Session, job: () => Promise<void>): Promise<void> => {
    const { id } = session.payment;
    open.keep(session);
    const run = async (): Promise<void> => {
      const statusBefore = session.payment.status;
      try {
        await job();
      } catch (error) {
        logger.error({ err: error, payment: id }, 'work on a payment failed');
      }
      if (statusBefore !== session.payment.status) logFailure(session.payment, tools);
      if (!isOpen(session.payment) || store.isBroken()) open.drop(session);
      wake(id);
    };
    const before = work.get(id);
    const running = (before === undefined ? run() : before.then(run)).finally(() => {
      if (work.get(id) === running) work.delete(id);
    });
    work.set(id, running);
    return running;
  };
  const wake = (id: string): void => {
    for (const resolve of waiting.get(id) ?? []) resolve();
  };

  /** Waits until there is something to tell, but never beyond the customer's deadline. */
  const untilTellable = async (
    id: string,
    current: () => Payment | null,
    answerBy: number,
  ): Promise<void> => {
    for (;;) {
      const payment = current();
      if (payment === null || isFinalStatus(payment.status) || payment.isQueued) return;
      if (tools.stopped.aborted) return;
      // Nobody will look again: there is nothing to wait for.
      if (!policy.reconcile.isEnabled && !work.has(id)) return;
      const leftMs = answerBy - Date.now();
      if (leftMs <= 0) return;
      const { promise: woken, resolve } = Promise.withResolvers<void>();
      const waiters = waiting.get(id) ?? new Set();
      waiting.set(id, waiters.add(resolve));
      await orAfter(woken, leftMs);
      waiters.delete(resolve);
      if (waiters.size === 0) waiting.delete(id);
    }
  };

  /** The answer to a customer: what is known, or "pending" with a promise. */
  const tell = async (id: string, answerBy: number, isNew: boolean): Promise<Told> => {
    // A session outlives its place in the map, so a payment that ends meanwhile is not read again.
    const session = open.sessionOf(id);
    const current = (): Payment | null => session?.payment ?? open.find(id);
    await untilTellable(id, current, answerBy);
    if (session !== undefined) promise(session);
    await store.settled();
    const payment = current();
    return payment === null ? { kind: 'unknown-payment' } : { kind: 'payment', payment, isNew };
  };
  /** Makes sure that what a waiting customer is told has a promise that lies ahead. */
  const promise = (session: Session): void => {
    const { status, promisedUntil } = session.payment;
    const now = Date.now();
    const renewed = { promisedUntil: now + policy.degradation.promisedWithinMs };
    if (status === 'processing') session.become('pending', renewed, now);
    else if (status === 'pending' && promisedUntil <= now) session.update(renewed);
    else return;
    flushLater(session);
  };

  const read = (id: string): Payment | null => {
    const session = open.sessionOf(id);
    if (session?.payment.status === 'pending') promise(session);
    return open.find(id);
  };

  const answerBy = (): number =>
    Date.now() + policy.deadlineMs - Math.min(50, policy.deadlineMs / 20);

  const settle = async (id: string, key: CallerKey, goal: 'capture' | 'refund'): Promise<Told> => {
    const until = answerBy();
    const route = `${goal}:${id}`;
    // Nothing is awaited between looking and starting, so two requests can't both start.
    while (work.has(id) && Date.now() < until) await orAfter(work.get(id), until - Date.now());
    const known = store.findKey(key.key);
    if (known !== null) {
      return known.route === route ? tell(id, until, false) : { kind: 'key-reused' };
    }
    const session = open.take(id);
    if (session === null) return { kind: 'unknown-payment' };
    const { payment } = session;
    const isDone = payment.status === (goal === 'capture' ? 'paid' : 'refunded');
    if (isDone || payment.goal === goal) return tell(id, until, false);
    const isPossible =
      payment.status === 'authorised' || (goal === 'refund' && payment.status === 'paid');
    if (!isPossible || work.has(id)) return { kind: 'not-possible', payment };
    session.bindKey({ ...key, route, payment: id });
    session.update({ goal });
    const effort: Effort = {
      purpose: goal,
      maxTries: policy.retry.maxAttempts,
      retryUntil: until,
      retriesDoubt: true,
    };
    void exclusively(session, () =>
      goal === 'capture' ? captureHold(session, effort, tools) : giveBack(session, effort, tools),
    );
    // The status before is final too, so the work's own end is what there is to wait for.
    await orAfter(work.get(id), until - Date.now());
    if (isOutstanding(session.payment, goal)) {
      const now = Date.now();
      const promisedUntil = now + policy.degradation.promisedWithinMs;
      session.become('pending', { promisedUntil }, now);
      flushLater(session);
    }
    return tell(id, until, true);
  };

  const pay = async (order: PaymentOrder, key: CallerKey): Promise<Told> => {
    const until = answerBy();
    if (store.isBroken()) return { kind: 'not-stored' };
    const known = store.findKey(key.key);
    if (known !== null) {
      const isSame = known.route === 'pay' && known.fingerprint === key.fingerprint;
      return isSame ? tell(known.payment, until, false) : { kind: 'key-reused' };
    }
    const earlier = store.findPaymentOfOrder(order.order);
    if (earlier !== null) {
      const { amountMinor, currency, captureMode } = earlier;
      const isSame =
        amountMinor === order.amountMinor &&
        currency === order.currency &&
        captureMode === order.captureMode;
      if (!isSame) return { kind: 'order-differs' };
      store.write({ ...EMPTY_BATCH, keys: [{ ...key, route: 'pay', payment: earlier.id }] });
      return tell(earlier.id, until, false);
    }
    const cardToken = tools.vault.tokenise(order.card);
    if (cardToken === null) return { kind: 'card-refused' };
    const now = Date.now();
    const payment = startPayment(order, cardToken, now, policy.degradation.promisedWithinMs);
    const session = createSession(store, payment, true);
    session.become('processing', {}, now);
    session.bindKey({ ...key, route: 'pay', payment: payment.id });
    // Runs up to its first write before this line ends, so a second tab finds the payment.
    void exclusively(session, () => charge(session, { kind: 'customer', answerBy: until }, tools));
    return store.isBroken() ? { kind: 'not-stored' } : tell(payment.id, until, true);
  };

  const reconcile = async (id: string): Promise<void> => {
    const session = open.sessionOf(id);
    if (session === undefined || work.has(id)) return;
    await exclusively(session, () => reconcilePayment(session, tools));
  };

  return {
    pay,
    capture: (id, key) => settle(id, key, 'capture'),
    refund: (id, key) => settle(id, key, 'refund'),
    find: read,
    findByOrder: (order) => {
      const payment = store.findPaymentOfOrder(order);
      return payment === null ? null : read(payment.id);
    },
    openIds: () => open.ids(),
    isBusy: (id) => work.has(id),
    settled: store.settled,
    reconcile,
    revisit: async (order) => {
      const id = open.idOfOrder(order);
      if (id === undefined) return;
      if (!open.has(id) && !work.has(id) && policy.reconcile.isEnabled) open.revive(id);
      await reconcile(id);
    },
    recover: () => {
      const left = open.load();
      // Without reconciliation, what is unknown is never looked at again.
      const isLeft = (payment: Payment): boolean =>
        !policy.reconcile.isEnabled && isUncertain(payment);
      return left.filter((payment) => !isLeft(payment)).length;
    },
    idle: async () => {
      while (work.size > 0) await Promise.all(work.values());
    },
  };
}

/** Written now; that it could not be committed is told by the store to whoever waits for it. */
function flushLater(session: Session): void {
  session.flush().catch(() => undefined);
}

/** The goal is set, and the work has not got to it. */
const isOutstanding = (payment: Payment, goal: 'capture' | 'refund'): boolean =>
  payment.goal === goal && isFinalStatus(payment.status);
