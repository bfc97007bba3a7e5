import { assertNever } from '../../../harness/core/assert-never.ts';
import type { Call } from '../../kernel/dialect.ts';
import { HOUR_MS } from './accounts.ts';
import { announcePayment, type Announcement } from './announce.ts';
import { keepPayment, type PaymentRecord, type Verdict } from './books.ts';
import type { Desk } from './desk.ts';
import { move } from './movement.ts';
import { REFUSALS } from './refusals.ts';

// The issuer is asked, and what follows from its answer: money is held, and captured too where the
// account says so.

/** An authorisation is good for 28 days, unless a scheme or an adjustment says otherwise. */
export const AUTHORISATION_LIFETIME_MS = 28 * 24 * HOUR_MS;

type MoneyDesk = Pick<Desk, 'gateway' | 'books' | 'agenda'>;

export function askForMoney(
  desk: MoneyDesk,
  { exchange, report }: Pick<Call, 'exchange' | 'report'>,
  payment: PaymentRecord,
  verdict: Verdict,
): PaymentRecord {
  switch (verdict.kind) {
    case 'approve':
      return authorise(desk, payment, exchange);
    case 'pending': {
      const received = keepPayment(desk.books, { ...payment, state: 'received', verdict });
      desk.agenda.add({ kind: 'confirm', payment: payment.pspReference, exchange });
      return received;
    }
    case 'refuse': {
      report.decline = { kind: verdict.decline, code: String(verdict.code) };
      const refused = keepPayment(desk.books, { ...payment, state: 'refused', verdict });
      announcePayment(desk, refused, 'AUTHORISATION', {
        isSuccess: false,
        reason: REFUSALS[verdict.code].reason,
        amountMinor: refused.amountMinor,
      });
      return refused;
    }
    default:
      return assertNever(verdict);
  }
}

/** The issuer approved. */
export function authorise(
  desk: MoneyDesk,
  payment: PaymentRecord,
  exchange: string,
): PaymentRecord {
  const { amountMinor, authCode, card, capture } = payment;
  const nowMs = desk.gateway.clock.now();
  // A payment of nothing only asks whether the card is good.
  if (amountMinor > 0) move(desk, payment, 'authorise', amountMinor, { exchange });
  const authorised = keepPayment(desk.books, {
    ...payment,
    state: 'authorised',
    verdict: { kind: 'approve' },
    expiresMs: nowMs + AUTHORISATION_LIFETIME_MS,
  });
  announcePayment(desk, authorised, 'AUTHORISATION', {
    isSuccess: true,
    reason: `${authCode}:${card.lastFour}:${card.expiry}`,
    amountMinor,
    operations: operationsOf(authorised),
    additionalData: {
      authCode,
      cardSummary: card.lastFour,
      expiryDate: card.expiry,
    },
  });
  if (capture.kind === 'immediate') captureAll(desk, authorised, exchange);
  if (capture.kind === 'delayed') {
    desk.agenda.addAt(nowMs + capture.delayMs, {
      kind: 'capture-all',
      payment: payment.pspReference,
    });
  }
  return authorised;
}

function captureAll(desk: MoneyDesk, payment: PaymentRecord, exchange: string): void {
  const { amountMinor, pspReference } = payment;
  if (amountMinor === 0) return;
  move(desk, payment, 'capture', amountMinor, { exchange, modification: pspReference });
  desk.books.captures.set(pspReference, {
    payment: pspReference,
    amountMinor,
    refundedMinor: 0,
  });
}

const operationsOf = ({ capture }: PaymentRecord): NonNullable<Announcement['operations']> =>
  capture.kind === 'immediate' ? ['REFUND'] : ['CANCEL', 'CAPTURE', 'REFUND'];
