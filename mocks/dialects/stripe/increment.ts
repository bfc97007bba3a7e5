import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { instrumentOf } from '../../kernel/issuer.ts';
import { announceIntent } from './announce.ts';
import { badParameter, jsonAnswer, missingParameter } from './api-errors.ts';
import { hold } from './charge-money.ts';
import { CODE_OF_REASON, DECLINES } from './declines.ts';
import { causeOf } from './event-log.ts';
import { answerIntent, findIntent, unexpectedState } from './intents.ts';
import { mergeMetadata, readAmount } from './parameters.ts';
import { checkAmount, readTexts } from './read-intent.ts';
import type { StripeState } from './state.ts';
import { wireIntent } from './wire-intents.ts';
import { wireCardError } from './wire-methods.ts';

/** docs.stripe.com/payments/incremental-authorization */
const MOST_INCREMENTS = 10;

/** Asks the issuer for more. A no leaves the hold as it was. */
export function incrementAuthorization(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const amount = readAmount(form, 'amount');
  if (amount === null) throw missingParameter('amount');
  const intent = findIntent(
    state,
    params['id'] ?? '',
    ['requires_capture'],
    'intent',
    (known) => known.amount < amount,
  );
  call.report.object = intent.id;
  const charge = state.charges.get(intent.latestCharge ?? '');
  if (intent.status !== 'requires_capture' || charge === undefined) {
    throw unexpectedState(
      intent,
      `This PaymentIntent's authorization could not be incremented because it has a status of ` +
        `${intent.status}. Only a PaymentIntent with one of the following statuses may be ` +
        'incremented: requires_capture.',
    );
  }
  if (!charge.allowsIncrement || charge.captures > 0 || charge.increments >= MOST_INCREMENTS) {
    throw unexpectedState(
      intent,
      'This PaymentIntent is not eligible for an incremental authorization.',
    );
  }
  checkAmount(amount, intent.currency);
  if (amount <= intent.amount) {
    throw badParameter(
      'amount',
      `The amount must be greater than the currently authorized amount (${intent.amount}).`,
    );
  }
  call.report.instrument = instrumentOf(charge.paymentMethod.card.number);
  const { decline } = call.overrides;
  if (decline !== undefined) {
    const no = DECLINES[CODE_OF_REASON[decline.reason]];
    call.report.decline = { kind: decline.kind, code: no.declineCode };
    const error = wireCardError(no, charge.paymentMethod, charge.id);
    return jsonAnswer(402, { error: { ...error, payment_intent: wireIntent(intent) } });
  }
  const metadata = mergeMetadata(form, intent.metadata);
  const texts = readTexts(form);
  hold(state, charge, amount - intent.amount, causeOf(call));
  charge.amount = amount;
  charge.increments += 1;
  Object.assign(intent, texts, { amount, amountCapturable: amount, metadata });
  state.indexOrder(intent);
  announceIntent(state, 'payment_intent.amount_capturable_updated', intent, causeOf(call));
  return answerIntent(state, call, intent);
}
