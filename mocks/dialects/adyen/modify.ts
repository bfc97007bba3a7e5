import { assertNever } from '../../../harness/core/assert-never.ts';
import { AUTHORISATION_LIFETIME_MS } from './authorise.ts';
import { keepPayment, type ModificationRecord, type PaymentRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { move, standingOf, type Cause } from './movement.ts';

// Each modification of a payment, judged by what the payment is when its turn comes. What can't be
// done is no error of the caller: the merchant is told by the same webhook, with success false.

export interface Outcome {
  readonly isSuccess: boolean;
  /** Empty where all went well. */
  readonly reason: string;
  /** Where it is not what was asked for. */
  readonly amountMinor?: number;
  readonly additionalData?: Readonly<Record<string, string>>;
  /** Told as done, and taken back later. */
  readonly willFail?: boolean;
}

export const DONE: Outcome = { isSuccess: true, reason: '' };
/** Adyen's words, for captures and refunds alike. */
export const INSUFFICIENT: Outcome = {
  isSuccess: false,
  reason: 'Insufficient balance on payment',
};
const NOT_AUTHORISED: Outcome = { isSuccess: false, reason: 'Payment is not authorised' };

/** The merchant's reference of a capture or a refund that asks for a scheme that turns it down. */
export const FAILING_REFERENCES = { capture: 'CAPTURE_FAILED', refund: 'REFUND_FAILED' } as const;

type ModifyingDesk = Pick<Desk, 'gateway' | 'books'>;

export function modify(
  desk: ModifyingDesk,
  payment: PaymentRecord,
  modification: ModificationRecord,
  exchange: string,
): Outcome {
  if (payment.state !== 'authorised') return NOT_AUTHORISED;
  const cause: Cause = { exchange, modification: modification.pspReference };
  switch (modification.kind) {
    case 'capture':
      return capture(desk, payment, modification, cause);
    case 'refund':
      return refund(desk, payment, modification, cause);
    case 'cancel':
    case 'technical-cancel':
      return cancel(desk, payment, cause);
    case 'reversal':
      return reverse(desk, payment, cause);
    case 'amount-update':
      return adjust(desk, payment, modification.amountMinor ?? 0, cause);
    default:
      return assertNever(modification.kind);
  }
}

function capture(
  desk: ModifyingDesk,
  payment: PaymentRecord,
  { pspReference, reference, amountMinor }: ModificationRecord,
  cause: Cause,
): Outcome {
  const wantedMinor = amountMinor ?? 0;
  const { capturableMinor } = standingOf(desk, payment);
  if (payment.ended !== null || wantedMinor > capturableMinor) return INSUFFICIENT;
  const willFail = reference === FAILING_REFERENCES.capture;
  if (!willFail) {
    move(desk, payment, 'capture', wantedMinor, cause);
    desk.books.captures.set(pspReference, {
      payment: payment.pspReference,
      amountMinor: wantedMinor,
      refundedMinor: 0,
    });
  }
  const doomedMinor = willFail ? wantedMinor : 0;
  const restMinor = capturableMinor - wantedMinor;
  const isRestCancelled = !payment.capturesInParts;
  if (isRestCancelled && restMinor > 0) move(desk, payment, 'void', restMinor, cause);
  keepPayment(desk.books, {
    ...payment,
    doomedCaptureMinor: payment.doomedCaptureMinor + doomedMinor,
    ended: isRestCancelled ? 'cancelled' : null,
  });
  return { ...DONE, willFail };
}

function refund(
  desk: ModifyingDesk,
  payment: PaymentRecord,
  { reference, amountMinor, capturePspReference }: ModificationRecord,
  cause: Cause,
): Outcome {
  const wantedMinor = amountMinor ?? 0;
  const captured = desk.books.captures.get(capturePspReference ?? '');
  const ofCaptureMinor =
    captured === undefined ? wantedMinor : captured.amountMinor - captured.refundedMinor;
  const { refundableMinor } = standingOf(desk, payment);
  if (wantedMinor > Math.min(refundableMinor, ofCaptureMinor)) return INSUFFICIENT;
  if (reference === FAILING_REFERENCES.refund) {
    const doomedRefundMinor = payment.doomedRefundMinor + wantedMinor;
    keepPayment(desk.books, { ...payment, doomedRefundMinor });
    return { ...DONE, willFail: true };
  }
  move(desk, payment, 'refund', wantedMinor, cause);
  if (captured !== undefined && capturePspReference !== null) {
    const refundedMinor = captured.refundedMinor + wantedMinor;
    desk.books.captures.set(capturePspReference, { ...captured, refundedMinor });
  }
  return DONE;
}

/** Lets go of what was not captured; fails when nothing is left to let go of. */
function cancel(desk: ModifyingDesk, payment: PaymentRecord, cause: Cause): Outcome {
  const { capturableMinor } = standingOf(desk, payment);
  const isOfNothing = payment.amountMinor === 0;
  if (payment.ended !== null || (capturableMinor === 0 && !isOfNothing)) return INSUFFICIENT;
  if (capturableMinor > 0) move(desk, payment, 'void', capturableMinor, cause);
  keepPayment(desk.books, { ...payment, ended: 'cancelled' });
  return { ...DONE, amountMinor: capturableMinor };
}

/** Gives everything back: what was captured is refunded, and what is still held is let go of. */
function reverse(desk: ModifyingDesk, payment: PaymentRecord, cause: Cause): Outcome {
  const { capturedMinor, refundableMinor } = standingOf(desk, payment);
  if (capturedMinor === 0) {
    return { ...cancel(desk, payment, cause), additionalData: { 'modification.action': 'cancel' } };
  }
  const additionalData = { 'modification.action': 'refund' };
  const cancelled = cancel(desk, payment, cause);
  if (refundableMinor === 0) return { ...cancelled, additionalData };
  move(desk, payment, 'refund', refundableMinor, cause);
  return { ...DONE, amountMinor: refundableMinor, additionalData };
}

/** @param totalMinor what is to be authorised in all; the same as now extends the hold */
function adjust(
  desk: ModifyingDesk,
  payment: PaymentRecord,
  totalMinor: number,
  cause: Cause,
): Outcome {
  const { capturableMinor, capturedMinor } = standingOf(desk, payment);
  const moreMinor = totalMinor - payment.amountMinor;
  const isOpen = payment.ended === null && capturedMinor === 0 && payment.amountMinor > 0;
  if (!isOpen || -moreMinor > capturableMinor) return INSUFFICIENT;
  if (moreMinor > 0) move(desk, payment, 'authorise', moreMinor, cause);
  if (moreMinor < 0) move(desk, payment, 'void', -moreMinor, cause);
  keepPayment(desk.books, {
    ...payment,
    amountMinor: totalMinor,
    expiresMs: desk.gateway.clock.now() + AUTHORISATION_LIFETIME_MS,
  });
  return DONE;
}
