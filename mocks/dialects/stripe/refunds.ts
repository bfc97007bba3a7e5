import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { FormTree } from '../../kernel/request.ts';
import { badParameter, illegalStep, jsonAnswer, missingParameter, noSuch } from './api-errors.ts';
import { causeOf, movementOf } from './confirm.ts';
import { CURRENCIES } from './currencies.ts';
import { publishEvent } from './events.ts';
import { expand } from './expand.ts';
import { REFUND_PARAMETERS } from './known-parameters.ts';
import { listPage } from './lists.ts';
import type { Charge, Refund } from './objects.ts';
import { mergeMetadata, readAmount, readChoice, readText, refuseUnknown } from './parameters.ts';
import type { StripeState } from './state.ts';
import { wireCharge, wireRefund } from './wire.ts';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** Returns captured funds, never more than were captured. */
export function createRefund(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  refuseUnknown(form, REFUND_PARAMETERS);
  const charge = chargeToRefund(state, form);
  const intent = state.intent(charge.intent);
  call.report.object = intent.id;
  const left = charge.amountCaptured - charge.amountRefunded;
  const amount = readAmount(form, 'amount') ?? left;
  const reason = readChoice(form, 'reason', REASONS);
  const metadata = mergeMetadata(form, {});
  checkRefunded(charge, amount, left);

  const refund: Refund = {
    id: state.gateway.ids.next('re_3', 23),
    charge: charge.id,
    intent: intent.id,
    created: state.now(),
    amount,
    currency: charge.currency,
    reason,
    metadata,
  };
  state.refunds.set(refund.id, refund);
  charge.amountRefunded += amount;
  const money = movementOf(intent, charge.id, amount, call.exchange);
  state.gateway.ledger.record({ ...money, movement: 'refund' });
  publishEvent(state, 'charge.refunded', intent, wireCharge(charge), causeOf(call));
  return jsonAnswer(200, expand(state, form, wireRefund(refund)));
}

export function retrieveRefund(state: StripeState, call: Call): Answer {
  const { params, query } = call.request;
  const id = params['id'] ?? '';
  const refund = state.refunds.get(id);
  if (refund === undefined) throw noSuch('refund', id);
  call.report.object = refund.intent;
  return jsonAnswer(200, expand(state, query, wireRefund(refund)));
}

export function listRefunds(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const charge = readText(query, 'charge');
  const intent = readText(query, 'payment_intent');
  const items = [...state.refunds.values()].filter(
    (refund) =>
      (charge === null || refund.charge === charge) &&
      (intent === null || refund.intent === intent),
  );
  const page = { url: '/v1/refunds', what: 'refund', render: wireRefund };
  return jsonAnswer(200, expand(state, query, listPage(query, items, page)));
}

/** Which intent a refund request is about, without judging it. */
export function intentOfRefund(state: StripeState, form: FormTree): string | undefined {
  const { payment_intent: intent, charge } = form;
  if (typeof intent === 'string') return intent;
  return typeof charge === 'string' ? state.charges.get(charge)?.intent : undefined;
}

function chargeToRefund(state: StripeState, form: FormTree): Charge {
  const chargeId = readText(form, 'charge');
  const intentId = readText(form, 'payment_intent');
  if (chargeId !== null && intentId !== null) {
    throw badParameter(
      'charge',
      'You may only specify one of these parameters: charge, payment_intent.',
    );
  }
  if (chargeId !== null) return state.charge(chargeId, 'charge');
  if (intentId === null) throw missingParameter('charge');
  const intent = state.intent(intentId, 'payment_intent');
  const charge = state.charges.get(intent.latestCharge ?? '');
  if (charge?.isCaptured === true) return charge;
  throw illegalStep({
    message: `This PaymentIntent (${intentId}) does not have a successful charge to refund.`,
    param: 'payment_intent',
  });
}

function checkRefunded(charge: Charge, amount: number, left: number): void {
  if (!charge.isCaptured) {
    throw illegalStep({
      code: 'charge_not_refundable',
      message: `Charge ${charge.id} was not captured: cancel its PaymentIntent instead.`,
      param: 'charge',
    });
  }
  if (left === 0) {
    throw illegalStep({
      code: 'charge_already_refunded',
      message: `Charge ${charge.id} has already been refunded.`,
    });
  }
  const currency = charge.currency.toUpperCase();
  const step = CURRENCIES.get(charge.currency)?.step ?? 1;
  if (amount % step !== 0) {
    const message = `Invalid amount: amounts in ${currency} must be multiples of ${step}.`;
    throw badParameter('amount', message, 'parameter_invalid_integer');
  }
  if (amount <= left) return;
  throw illegalStep({
    message:
      `Refund amount (${amount} ${currency}) is greater than unrefunded amount on charge ` +
      `(${left} ${currency})`,
    param: 'amount',
  });
}
