import { instrumentOf } from '../../kernel/issuer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { askForMoney, AUTHORISATION_LIFETIME_MS } from './authorise.ts';
import type { PaymentRecord, Verdict } from './books.ts';
import type { Desk } from './desk.ts';
import { authCode, pspReference } from './ids.ts';
import { readCard } from './read-card.ts';
import { readPurchase } from './read-purchase.ts';
import { AUTHENTICATION_ERROR, AUTHENTICATION_REQUIRED, NOT_AUTHENTICATED } from './refusals.ts';
import type { PaymentBody } from './requests.ts';
import { stepUpOf, stopForShopper, type ShopperResult } from './three-d-secure.ts';
import { decide, declinedBy, refuse } from './verdict.ts';

/** Makes a payment and asks for its money, or for the shopper first. */
export function pay(desk: Desk, call: Call, body: PaymentBody): PaymentRecord {
  const { errors, gateway } = desk;
  const purchase = readPurchase(body, errors);
  const { account, amount } = purchase;
  const nowMs = gateway.clock.now();
  const details = readCard(body.paymentMethod, nowMs, amount.currency, errors);
  const instrument = instrumentOf(details.number);
  call.report.instrument = instrument;
  const stepUp = stepUpOf(body, details.card);
  // Where the shopper comes first the issuer is asked later, and a fault of now is not for then.
  const verdict = decide(details, body.additionalData ?? {}, stepUp === null ? call.overrides : {});
  const payment: PaymentRecord = {
    pspReference: pspReference(gateway.ids),
    reference: purchase.reference,
    merchantAccount: account.code,
    amountMinor: amount.amountMinor,
    currency: amount.currency,
    card: {
      brand: details.card.brand,
      lastFour: details.number.slice(-4),
      expiry: details.expiry,
      instrument,
    },
    capture: purchase.capture,
    capturesInParts: account.capturesInParts,
    returnUrl: purchase.returnUrl,
    state: 'received',
    ended: null,
    verdict,
    stepUp: null,
    authCode: authCode(gateway.ids),
    doomedCaptureMinor: 0,
    doomedRefundMinor: 0,
    createdMs: nowMs,
    expiresMs: nowMs + AUTHORISATION_LIFETIME_MS,
  };
  call.report.object = payment.pspReference;
  return stepUp === null
    ? askForMoney(desk, call, payment, verdict)
    : stopForShopper(desk, payment, stepUp);
}

/** Goes on with what the shopper did. */
export function goOn(
  desk: Desk,
  call: Call,
  payment: PaymentRecord,
  result: ShopperResult,
): PaymentRecord {
  const { stepUp } = payment;
  if (stepUp === null) throw new Error(`payment ${payment.pspReference} waits for no shopper`);
  if (result.kind === 'fingerprint') {
    return stopForShopper(desk, payment, { ...stepUp, stage: 'challenge' });
  }
  const isAuthenticated = AUTHENTICATED.has(result.transStatus);
  if (isAuthenticated && stepUp.isAuthenticationOnly) {
    const finished: PaymentRecord = { ...payment, state: 'authenticated' };
    desk.books.payments.set(payment.pspReference, finished);
    return finished;
  }
  const verdict = isAuthenticated
    ? (declinedBy(call.overrides) ?? onceAuthenticated(payment.verdict))
    : refuse(DENIED.has(result.transStatus) ? NOT_AUTHENTICATED : AUTHENTICATION_ERROR);
  call.report.instrument = payment.card.instrument;
  return askForMoney(desk, call, payment, verdict);
}

/** `Y` authenticated, `A` attempted; `N` denied, `R` rejected; anything else is an error. */
const AUTHENTICATED: ReadonlySet<string> = new Set(['Y', 'A']);
const DENIED: ReadonlySet<string> = new Set(['N', 'R']);

/** An issuer that wanted an authentication is content with it. */
const onceAuthenticated = (verdict: Verdict): Verdict =>
  verdict.kind === 'refuse' && verdict.code === AUTHENTICATION_REQUIRED
    ? { kind: 'approve' }
    : verdict;
