import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import type { FormTree } from '../../kernel/request.ts';
import { announceCharge, announceRefund } from './announce.ts';
import { badParameter, illegalStep, jsonAnswer, missingParameter, noSuch } from './api-errors.ts';
import { giveBack } from './charge-money.ts';
import { findCharge } from './charges.ts';
import { causeOf } from './event-log.ts';
import { expand } from './expand.ts';
import { findIntent } from './intents.ts';
import { listPage } from './lists.ts';
import type { Charge, Refund } from './objects.ts';
import { mergeMetadata, readAmount, readChoice, readText } from './parameters.ts';
import { checkStep } from './read-intent.ts';
import { isStandIn, makeRefund } from './stand-ins.ts';
import type { StripeState } from './state.ts';
import { wireRefund } from './wire-money.ts';

const REASONS = ['duplicate', 'fraudulent', 'requested_by_customer'] as const;

/** Returns captured funds, never more than were captured. */
export function createRefund(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  const charge = chargeToRefund(state, form);
  call.report.object = charge.intent ?? charge.id;
  call.report.order ??= state.orderOfCharge(charge.id);
  const left = charge.amountCaptured - charge.amountRefunded;
  const amount = readAmount(form, 'amount') ?? left;
  const reason = readChoice(form, 'reason', REASONS);
  const metadata = mergeMetadata(form, {});
  checkRefunded(charge, amount, left);

  const cause = causeOf(call);
  const named = { id: state.gateway.ids.next('re_3', 23), amount };
  const refund: Refund = {
    ...named,
    charge: charge.id,
    intent: charge.intent,
    created: state.now(),
    currency: charge.currency,
    reason,
    status: 'succeeded',
    balanceTransaction: giveBack(state, charge, named, cause),
    metadata,
  };
  state.refunds.set(refund.id, refund);
  announceRefund(state, 'refund.created', refund, cause);
  announceCharge(state, 'charge.refunded', charge, cause);
  return answer(state, call, refund);
}

export function retrieveRefund(state: StripeState, call: Call): Answer {
  return answer(state, call, findRefund(state, call.request.params['id'] ?? '', 'succeeded'));
}

export function updateRefund(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const refund = findRefund(state, params['id'] ?? '', 'succeeded');
  refund.metadata = mergeMetadata(form, refund.metadata);
  announceRefund(state, 'refund.updated', refund, causeOf(call));
  return answer(state, call, refund);
}

/**
 * "You can only cancel refunds with a `requires_action` status" (docs.stripe.com/api/refunds/cancel),
 * which a card's never has; only a lenient gateway makes one up.
 */
export function cancelRefund(state: StripeState, call: Call): Answer {
  const refund = findRefund(state, call.request.params['id'] ?? '', 'requires_action');
  call.report.object = refund.intent ?? refund.charge;
  if (refund.status !== 'requires_action') {
    throw illegalStep({
      message: `This refund can't be canceled because it has a status of ${refund.status}.`,
      param: 'id',
    });
  }
  refund.status = 'canceled';
  return answer(state, call, refund);
}

export function listRefunds(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const charge = readText(query, 'charge');
  const intent = readText(query, 'payment_intent');
  const list = listPage(state, query, {
    url: '/v1/refunds',
    what: 'refund',
    items: state.refunds.values(),
    isWanted: (refund) =>
      (charge === null || refund.charge === charge) &&
      (intent === null || refund.intent === intent),
    render: wireRefund,
    standIn: () => makeRefund(state, null, 'succeeded'),
  });
  return jsonAnswer(200, expand(state, query, list));
}

/** Which order a refund request is about, without judging it. */
export function orderOfRefund(state: StripeState, form: FormTree): string | null {
  const { payment_intent: intent, charge } = form;
  if (typeof intent === 'string') return state.orderOfIntent(intent);
  return typeof charge === 'string' ? state.orderOfCharge(charge) : null;
}

function findRefund(state: StripeState, id: string, fit: Refund['status']): Refund {
  const known = state.refunds.get(id);
  if (known === undefined && !state.gateway.behaviour.isLenient) throw noSuch('refund', id);
  const isFit = known !== undefined && (!isStandIn(state, id) || known.status === fit);
  return isFit ? known : makeRefund(state, id, fit);
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
  if (chargeId !== null) return findCharge(state, chargeId, 'captured', 'charge');
  if (intentId === null) throw missingParameter('charge');
  const intent = findIntent(state, intentId, ['succeeded'], 'payment_intent', (known) => {
    const charge = state.charges.get(known.latestCharge ?? '');
    return charge !== undefined && charge.amountCaptured > charge.amountRefunded;
  });
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
  checkStep(amount, charge.currency, 'amount');
  if (amount <= left) return;
  const currency = charge.currency.toUpperCase();
  throw illegalStep({
    message:
      `Refund amount (${amount} ${currency}) is greater than unrefunded amount on charge ` +
      `(${left} ${currency})`,
    param: 'amount',
  });
}

function answer(state: StripeState, call: Call, refund: Refund): Answer {
  const { method, query, form } = call.request;
  call.report.object = refund.intent ?? refund.charge;
  return jsonAnswer(200, expand(state, method === 'GET' ? query : form, wireRefund(refund)));
}
