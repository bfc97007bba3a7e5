import { assertNever } from '../../../harness/core/assert-never.ts';
import type { Task } from './agenda.ts';
import { announce, type EventCode } from './announce.ts';
import { authorise } from './authorise.ts';
import { keepPayment, mustFind, type ModificationRecord, type PaymentRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { expireIfDue } from './expiry.ts';
import { modify, type Outcome } from './modify.ts';
import { move, standingOf } from './movement.ts';

// What was accepted takes effect here: money moves, then the merchant is told by webhook.

export function carryOut(desk: Desk, task: Task, dueMs: number): void {
  switch (task.kind) {
    case 'confirm': {
      const payment = mustFind(desk.books.payments, task.payment);
      if (payment.state === 'received') authorise(desk, payment, task.exchange);
      return;
    }
    case 'modify':
      carryOutModification(desk, task, dueMs);
      return;
    case 'capture-all': {
      // The longest delay ends with the authorisation, and is still in time.
      const payment = mustFind(desk.books.payments, task.payment);
      captureAll(desk, expireIfDue(desk, payment, dueMs - 1));
      return;
    }
    case 'fail':
      fail(desk, mustFind(desk.books.modifications, task.modification));
      return;
    default:
      assertNever(task);
  }
}

const EVENTS: Readonly<Record<ModificationRecord['kind'], EventCode>> = {
  capture: 'CAPTURE',
  refund: 'REFUND',
  cancel: 'CANCELLATION',
  'technical-cancel': 'TECHNICAL_CANCEL',
  reversal: 'CANCEL_OR_REFUND',
  'amount-update': 'AUTHORISATION_ADJUSTMENT',
};

function carryOutModification(
  desk: Desk,
  { modification: psp, exchange }: Extract<Task, { kind: 'modify' }>,
  dueMs: number,
): void {
  const modification = mustFind(desk.books.modifications, psp);
  if (modification.payment === null) {
    tell(desk, modification, null, 'TECHNICAL_CANCEL', {
      isSuccess: false,
      reason: 'Transaction not found',
    });
    return;
  }
  const found = mustFind(desk.books.payments, modification.payment);
  const payment = expireIfDue(desk, found, dueMs);
  const outcome = modify(desk, payment, modification, exchange);
  tell(desk, modification, payment, EVENTS[modification.kind], outcome);
  if (outcome.willFail === true) desk.agenda.add({ kind: 'fail', modification: psp });
}

/** The capture that an account with a capture delay makes by itself. */
function captureAll(desk: Desk, payment: PaymentRecord): void {
  const { capturableMinor } = standingOf(desk, payment);
  if (payment.ended !== null || capturableMinor === 0) return;
  const { pspReference, currency, merchantAccount } = payment;
  move(desk, payment, 'capture', capturableMinor, {
    exchange: null,
    modification: pspReference,
  });
  desk.books.captures.set(pspReference, {
    payment: pspReference,
    amountMinor: capturableMinor,
    refundedMinor: 0,
  });
  const automatic: ModificationRecord = {
    pspReference,
    kind: 'capture',
    payment: pspReference,
    merchantAccount,
    reference: null,
    amountMinor: capturableMinor,
    currency,
    capturePspReference: null,
  };
  tell(desk, automatic, payment, 'CAPTURE', { isSuccess: true, reason: '' });
}

/** The scheme turned down what the merchant was told of: as if it had never been asked for. */
function fail(desk: Desk, modification: ModificationRecord): void {
  const payment = mustFind(desk.books.payments, modification.payment ?? '');
  const amountMinor = modification.amountMinor ?? 0;
  if (modification.kind === 'refund') {
    const { doomedRefundMinor } = payment;
    const freed = { ...payment, doomedRefundMinor: doomedRefundMinor - amountMinor };
    keepPayment(desk.books, freed);
    tell(desk, modification, freed, 'REFUND_FAILED', { isSuccess: true, reason: SCHEME_SAID_NO });
    return;
  }
  const { doomedCaptureMinor, ended } = payment;
  const freed = { ...payment, doomedCaptureMinor: doomedCaptureMinor - amountMinor };
  keepPayment(desk.books, freed);
  // Nobody can capture it any more, so it goes back to the shopper.
  if (ended !== null) {
    const movement = ended === 'expired' ? 'expire' : 'void';
    move(desk, freed, movement, amountMinor, { exchange: null });
  }
  tell(desk, modification, freed, 'CAPTURE_FAILED', { isSuccess: true, reason: SCHEME_SAID_NO });
}

const SCHEME_SAID_NO = 'Rejected by the card scheme';

function tell(
  desk: Desk,
  modification: ModificationRecord,
  payment: PaymentRecord | null,
  eventCode: EventCode,
  outcome: Outcome,
): void {
  announce(desk, {
    eventCode,
    pspReference: modification.pspReference,
    originalReference: modification.payment,
    merchantAccount: modification.merchantAccount,
    merchantReference: modification.reference ?? payment?.reference ?? '',
    amountMinor: outcome.amountMinor ?? modification.amountMinor ?? payment?.amountMinor ?? 0,
    currency: modification.currency ?? payment?.currency ?? 'EUR',
    isSuccess: outcome.isSuccess,
    reason: outcome.reason,
    ...(payment === null ? {} : { paymentMethod: payment.card.brand }),
    ...(outcome.additionalData === undefined ? {} : { additionalData: outcome.additionalData }),
    order: payment?.reference ?? modification.reference,
    object: modification.payment,
  });
}
