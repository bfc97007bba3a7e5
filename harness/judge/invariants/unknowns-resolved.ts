import { assertNever } from '../../core/assert-never.ts';
import type { AttemptEnded, AttemptStarted, PaymentChanged, RunEvent } from '../../core/events.ts';
import type { Witness } from '../../core/record.ts';
import { heldMinor, netMinor, type Hold } from '../history/hold.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { paymentOf } from '../history/owners.ts';
import { CLOCK_TOLERANCE_MS, promisedUntilMs } from '../history/promise.ts';
import type { RunContext } from '../history/run-context.ts';
import type { OrderInvariant } from './invariant.ts';

export const unknownsResolved: OrderInvariant = {
  name: 'unknowns-resolved',
  scope: 'payment',
  promise:
    'A payment with an attempt that ended unknown, or never ended, is final within its promised time after the faults end, and its status agrees with the ledgers.',
  isMoney: false,
  requires: ['gateways', 'audit', 'settled'],
  judge(history, run) {
    let found: 'nothing' | 'kept' = 'nothing';
    const { attempts, ends } = history;
    const isAnswered = ends.length === attempts.length && !ends.some(isUnknown);
    for (const payment of history.payments) {
      const open = isAnswered ? undefined : openAttempt(history, payment);
      const status = lastStatusOf(history, payment);
      if (open === undefined && !isOpen(status)) continue;
      found = 'kept';
      const witness = judgePayment(history, payment, open, status, run);
      if (witness !== null) return witness;
    }
    return found;
  },
};

function judgePayment(
  history: OrderHistory,
  payment: string,
  open: AttemptStarted | undefined,
  status: PaymentChanged | undefined,
  run: RunContext,
): Witness | null {
  if (isOpen(status)) {
    if (!isOverdue(history, open, run)) return null;
    return {
      paymentId: payment,
      story: `Order ${history.order} is still ${status?.status ?? 'without a status'} after the time that was promised for it.`,
      events: [
        ...trailOf(history, open, status),
        ...(history.reading === null ? [] : [history.reading]),
      ],
    };
  }
  const holds = history.holds.filter((hold) => paymentOf(history, hold) === payment);
  if (status === undefined || doLedgersAgree(status, holds)) return null;
  const events = trailOf(history, open, status);
  const entry = holds.flatMap((hold) => hold.entries).at(-1);
  return {
    paymentId: payment,
    story: `Order ${history.order} ended ${status.status} after an unknown ${open?.operation ?? 'attempt'}, and the ledgers say otherwise.`,
    events: entry === undefined ? events : [...events, entry],
  };
}

function trailOf(
  history: OrderHistory,
  open: AttemptStarted | undefined,
  status: PaymentChanged | undefined,
): readonly RunEvent[] {
  const end = open === undefined ? undefined : endOf(history, open);
  return [open, end, status].filter((event) => event !== undefined);
}

const lastStatusOf = ({ statuses }: OrderHistory, payment: string): PaymentChanged | undefined =>
  statuses.findLast((change) => change.payment === payment);

const isUnknown = ({ outcome }: AttemptEnded): boolean => outcome === 'unknown';

const isOpen = (status: PaymentChanged | undefined): boolean =>
  status === undefined || status.status === 'processing' || status.status === 'pending';

/** The last attempt that may have changed something and whose outcome was not learnt at once. */
function openAttempt(history: OrderHistory, payment: string): AttemptStarted | undefined {
  return history.attempts.findLast((attempt) => {
    if (attempt.payment !== payment) return false;
    if (attempt.operation === 'token' || attempt.operation === 'retrieve') return false;
    const end = endOf(history, attempt);
    return end === undefined || end.outcome === 'unknown';
  });
}

const endOf = (history: OrderHistory, { attempt }: AttemptStarted): AttemptEnded | undefined =>
  history.ends.find((end) => end.attempt === attempt);

function isOverdue(
  history: OrderHistory,
  open: AttemptStarted | undefined,
  run: RunContext,
): boolean {
  const began = open?.t ?? history.started?.t ?? history.statuses[0]?.t ?? 0;
  const until =
    promisedUntilMs(history, run) ??
    Math.max(began, run.faultsEndMs) + run.scenario.policy.degradation.promisedWithinMs;
  return (history.reading?.t ?? run.endMs) > until + CLOCK_TOLERANCE_MS;
}

function doLedgersAgree({ status }: PaymentChanged, holds: readonly Hold[]): boolean {
  const isCharged = holds.some((hold) => netMinor(hold) > 0);
  const isHeld = holds.some((hold) => heldMinor(hold) > 0);
  switch (status) {
    case 'paid':
      return isCharged;
    case 'authorised':
      return isHeld && !isCharged;
    case 'not-charged':
    case 'refunded':
      return !isCharged && !isHeld;
    case 'processing':
    case 'pending':
      return false;
    default:
      return assertNever(status);
  }
}
