import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { readAmount } from './amounts.ts';
import { mustFind, unitOf, type AuthorisationRecord } from './books.ts';
import { detailOf, remember, type Desk } from './desk.ts';
import { json } from './json-answer.ts';
import { wireStep } from './money.ts';
import { dropHold, holdFunds, releaseHold } from './holds.ts';
import { viewOfAuthorisation } from './payment-view.ts';
import { readBody, reauthorizeBody } from './requests.ts';

/** Funds are honoured for three days; from then on a hold may be renewed. */
export const HONOUR_PERIOD_MS = 3 * 86_400_000;

/**
 * Renews a hold: the old funds are let go and new ones held under a new id, until the end of the
 * original's 29 days. An original may be renewed again, a renewal not.
 */
export function reauthorize(desk: Desk, call: Call, original: AuthorisationRecord): Answer {
  const { errors, books } = desk;
  const body = readBody(reauthorizeBody, call.request.json, errors);
  const unit = unitOf(books, original);
  const amount = body.amount === undefined ? null : readAmount(body.amount, '/amount', errors);
  const latest =
    original.renewedBy === null ? original : mustFind(books.authorisations, original.renewedBy);
  refuseUnrenewable(desk, original, latest);
  if (amount !== null && amount.currency !== unit.currency) {
    throw errors.refusal('AUTH_CURRENCY_MISMATCH');
  }
  const amountMinor = amount?.amountMinor ?? original.amountMinor;
  const step = wireStep(unit.currency);
  const ceilingMinor = Math.floor((original.amountMinor * 115) / (100 * step)) * step;
  if (amountMinor > ceilingMinor) throw errors.refusal('AUTHORIZATION_AMOUNT_EXCEEDED');
  if (call.overrides.decline !== undefined) {
    call.report.decline = { kind: call.overrides.decline.kind, code: 'PAYER_CANNOT_PAY' };
    throw errors.refusal('PAYER_CANNOT_PAY');
  }

  // The original stays a live object: it is what a caller voids to end its renewal.
  (latest === original ? dropHold : releaseHold)(desk, latest, 'void', call.exchange);
  const renewal = holdFunds(desk, mustFind(books.orders, original.orderId), original.unitIndex, {
    amountMinor,
    processor: original.processor,
    exchange: call.exchange,
    renews: original,
  });
  books.authorisations.set(original.id, { ...original, renewedBy: renewal.id });
  remember(desk, call, { kind: 'authorisation', id: renewal.id });
  return json(201, viewOfAuthorisation(desk, renewal, detailOf(call.request)));
}

function refuseUnrenewable(
  { errors, gateway }: Desk,
  original: AuthorisationRecord,
  latest: AuthorisationRecord,
): void {
  if (original.renews !== null) throw errors.refusal('REAUTHORIZATION_NOT_SUPPORTED');
  if (original.status === 'DENIED') throw errors.refusal('AUTHORIZATION_DENIED');
  if (original.hasExpired) throw errors.refusal('AUTHORIZATION_EXPIRED');
  if (original.status === 'VOIDED') throw errors.refusal('AUTHORIZATION_VOIDED');
  if (latest.capturedMinor > 0) throw errors.refusal('AUTHORIZATION_ALREADY_CAPTURED');
  if (gateway.clock.now() < latest.createdMs + HONOUR_PERIOD_MS) {
    throw errors.refusal('REAUTHORIZATION_TOO_SOON');
  }
}
