import { instrumentOf } from '../../kernel/issuer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { announceOrder } from './announce.ts';
import type { CardSource, Intent, OrderRecord, PaymentSource } from './books.ts';
import { answerOfCard, type CardAnswer } from './declines.ts';
import { remember, type Desk } from './desk.ts';
import { declineSale, takeFunds } from './captures.ts';
import { denyHold, holdFunds } from './holds.ts';
import { payerActionLink } from './order-view.ts';

// Authorizes or captures an order. What comes of it is the same whether it was asked for on its own
// or by a create with a payment source.

/** An order waits three hours for its payment. */
export const ORDER_LIFETIME_MS = 3 * 3_600_000;

/**
 * @param step what was asked; it must be what the order was created for
 * @param given the source in this request, which wins over the one of the order
 */
export function payOrder(
  desk: Desk,
  call: Call,
  order: OrderRecord,
  step: Intent,
  given: PaymentSource | null,
): OrderRecord {
  refuseIllegalStep(desk, order, step);
  const source = recognise(given, order.source) ?? order.source;
  if (source?.kind === 'card' && isWaitingForPayer(source)) askPayer(desk, { ...order, source });
  const isApproved = order.status === 'APPROVED';
  if (source?.kind !== 'card' && !isApproved) {
    const isAsked = source?.kind === 'wallet';
    throw desk.errors.refusal(isAsked ? 'PAYER_ACTION_REQUIRED' : 'ORDER_NOT_APPROVED');
  }
  refuseDuplicateInvoice(desk, order);
  const answer = source?.kind === 'card' ? askCard(desk, call, source) : askWallet(desk, call);
  return complete(desk, call, { ...order, source }, answer);
}

/** A wallet asks its buyer first, a card its holder where 3-D Secure is wanted. */
export function isWaitingForPayer(source: PaymentSource): boolean {
  return source.kind === 'wallet' || (source.expected !== null && source.authentication === null);
}

/** The card that was authenticated may be named again. */
function recognise(given: PaymentSource | null, known: PaymentSource | null): PaymentSource | null {
  const isKnown = given?.kind === 'card' && known?.kind === 'card' && given.number === known.number;
  return isKnown ? { ...given, authentication: known.authentication } : given;
}

/** The order waits, with the card that it will be paid by; nothing was asked of the issuer. */
function askPayer(desk: Desk, order: OrderRecord): never {
  const updatedMs = desk.gateway.clock.now();
  const waiting: OrderRecord = { ...order, status: 'PAYER_ACTION_REQUIRED', updatedMs };
  desk.books.orders.set(order.id, waiting);
  throw desk.errors.refusal('PAYER_ACTION_REQUIRED', {}, [payerActionLink(desk, waiting)]);
}

function refuseIllegalStep(desk: Desk, order: OrderRecord, step: Intent): void {
  if (order.intent !== step) throw desk.errors.refusal('ACTION_DOES_NOT_MATCH_INTENT');
  if (order.status === 'COMPLETED') {
    // Also after a decline: the attempt was the order's only one.
    throw desk.errors.refusal(
      step === 'CAPTURE' ? 'ORDER_ALREADY_CAPTURED' : 'ORDER_ALREADY_AUTHORIZED',
    );
  }
  if (desk.gateway.clock.now() >= order.createdMs + ORDER_LIFETIME_MS) {
    throw desk.errors.refusal('ORDER_EXPIRED');
  }
}

function refuseDuplicateInvoice(desk: Desk, order: OrderRecord): void {
  for (const { body } of order.units) {
    if (body.invoice_id !== undefined && desk.books.invoices.has(body.invoice_id)) {
      throw desk.errors.refusal('DUPLICATE_INVOICE_ID');
    }
  }
}

function askCard(desk: Desk, call: Call, card: CardSource): CardAnswer {
  call.report.instrument = instrumentOf(card.number);
  const answer = answerOfCard(card, call.overrides);
  if (answer === undefined) throw desk.errors.refusal('PAYMENT_SOURCE_CANNOT_BE_USED');
  if (answer.kind === 'declined') {
    call.report.decline = { kind: answer.decline, code: answer.processor.response_code };
  }
  return answer;
}

/** A declined wallet is an error, and the order stays open for another funding source. */
function askWallet(desk: Desk, call: Call): CardAnswer | null {
  const { decline } = call.overrides;
  if (decline === undefined) return null;
  call.report.decline = { kind: decline.kind, code: 'INSTRUMENT_DECLINED' };
  throw new Refusal(desk.errors.issue('INSTRUMENT_DECLINED'), { isExecuted: true });
}

function complete(
  desk: Desk,
  call: Call,
  order: OrderRecord,
  answer: CardAnswer | null,
): OrderRecord {
  const completed: OrderRecord = {
    ...order,
    status: 'COMPLETED',
    updatedMs: desk.gateway.clock.now(),
  };
  desk.books.orders.set(order.id, completed);
  const isDeclined = answer?.kind === 'declined';
  const options = { processor: answer?.processor ?? null, exchange: call.exchange };
  completed.units.forEach(({ amountMinor, body }, index) => {
    if (order.intent === 'AUTHORIZE') {
      (isDeclined ? denyHold : holdFunds)(desk, completed, index, { ...options, amountMinor });
    } else {
      (isDeclined ? declineSale : takeFunds)(desk, completed, index, options);
    }
    if (!isDeclined && body.invoice_id !== undefined) {
      desk.books.invoices.set(body.invoice_id, order.id);
    }
  });
  if (!isDeclined) announceOrder(desk, 'CHECKOUT.ORDER.COMPLETED', completed);
  remember(desk, call, { kind: 'order', id: order.id, view: 'paid' });
  return completed;
}
