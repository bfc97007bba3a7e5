import type { PaymentStatus } from '../../harness/core/events.ts';
import type { AttemptEnd, AttemptRow, AuditEvent, KeyRow, Store } from '../store/store.ts';
import { legOf, type Payment } from './payment.ts';
import type { Leg } from './leg.ts';

/**
 * One payment while it is worked on: what changed since the last commit, kept together so that
 * state and the audit that tells of it are one transaction, and so that a payment costs few.
 *
 * `flush` comes before every call to a provider and before every answer to a customer.
 */
export interface Session {
  readonly payment: Payment;
  update(patch: Partial<Payment>): void;
  updateLeg(leg: Leg): void;
  /** A status that customers can see: updates and audits it. */
  become(status: PaymentStatus, patch: Partial<Payment>, now: number): void;
  record(event: AuditEvent): void;
  bindKey(row: KeyRow): void;
  startAttempt(row: AttemptRow): void;
  endAttempt(end: AttemptEnd): void;
  flush(): Promise<void>;
}

export function createSession(store: Store, initial: Payment, isNew: boolean): Session {
  let payment = initial;
  let isStored = !isNew;
  let isChanged = isNew;
  let keys: KeyRow[] = [];
  let started: AttemptRow[] = [];
  let ended: AttemptEnd[] = [];
  let audit: AuditEvent[] = [];

  const update = (patch: Partial<Payment>): void => {
    payment = { ...payment, ...patch };
    isChanged = true;
  };
  return {
    get payment() {
      return payment;
    },
    update,
    updateLeg: (leg) => {
      const legs = [...payment.legs];
      legs[leg.number] = leg;
      update({ legs });
      legOf(payment, leg.number);
    },
    become: (status, patch, now) => {
      update({ ...patch, status });
      audit.push({
        kind: 'payment',
        t: now,
        order: payment.order,
        payment: payment.id,
        status,
        provider: payment.provider,
        providerReference: payment.providerReference,
        reason: payment.reason,
      });
    },
    record: (event) => {
      audit.push(event);
    },
    bindKey: (row) => {
      keys.push(row);
    },
    startAttempt: (row) => {
      started.push(row);
    },
    endAttempt: (end) => {
      ended.push(end);
    },
    // Written before the caller goes on, committed when the promise resolves.
    flush: async () => {
      if (!isChanged && keys.length + started.length + ended.length + audit.length === 0) {
        return store.settled();
      }
      store.write({
        created: isStored ? null : payment,
        changed: isStored && isChanged ? payment : null,
        keys,
        started,
        ended,
        audit,
      });
      isStored = true;
      isChanged = false;
      keys = [];
      started = [];
      ended = [];
      audit = [];
      return store.settled();
    },
  };
}
