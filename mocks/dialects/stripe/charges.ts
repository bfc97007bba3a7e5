import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { instrumentOf } from '../../kernel/issuer.ts';
import { announceCharge } from './announce.ts';
import { badParameter, illegalStep, jsonAnswer, missingParameter, noSuch } from './api-errors.ts';
import { takeHeld } from './capture-and-cancel.ts';
import { capture, credit, hold } from './charge-money.ts';
import { namedCustomer } from './customer-records.ts';
import { CODE_OF_REASON, DECLINES } from './declines.ts';
import { causeOf } from './event-log.ts';
import { expand } from './expand.ts';
import { listPage } from './lists.ts';
import { addCharge } from './new-charge.ts';
import type { Charge } from './objects.ts';
import { mergeMetadata, readAmount, readText, requireText } from './parameters.ts';
import { addMethod } from './payment-methods.ts';
import { DEFAULT_EXPIRY, readToken } from './read-card.ts';
import { checkAmount, checkStep } from './read-intent.ts';
import { isStandIn, makeCharge } from './stand-ins.ts';
import { orderOf, type StripeState } from './state.ts';
import { wireCardError } from './wire-methods.ts';
import { wireCharge } from './wire-money.ts';

/** @param fit what a lenient gateway makes when it knows no such charge */
export function findCharge(
  state: StripeState,
  id: string,
  fit: 'captured' | 'held',
  param = 'id',
): Charge {
  const known = state.charges.get(id);
  if (known === undefined && !state.gateway.behaviour.isLenient) {
    throw noSuch('charge', id, param, param === 'id' ? 'path' : 'parameter');
  }
  const isFit =
    known !== undefined &&
    (!isStandIn(state, id) || (fit === 'held' ? known.amountCapturable > 0 : isRefundable(known)));
  return isFit ? known : makeCharge(state, id, fit);
}

const isRefundable = (charge: Charge): boolean => charge.amountCaptured > charge.amountRefunded;

/** How cards were charged before there were PaymentIntents. */
export function createCharge(state: StripeState, call: Call): Answer {
  const { form } = call.request;
  const amount = readAmount(form, 'amount');
  if (amount === null) throw missingParameter('amount');
  const currency = requireText(form, 'currency').toLowerCase();
  checkAmount(amount, currency);
  const customer = readText(form, 'customer');
  if (customer !== null) namedCustomer(state, customer);
  const card = readToken(state, requireText(form, 'source'), 'source');
  const metadata = mergeMetadata(form, {});
  const terms = {
    amount,
    currency,
    customer,
    description: readText(form, 'description'),
    receiptEmail: readText(form, 'receipt_email'),
    transferGroup: readText(form, 'transfer_group'),
    metadata,
  };
  call.report.order = orderOf({ metadata });
  call.report.instrument = instrumentOf(card.number);
  const fault = call.overrides.decline;
  const code = fault === undefined ? card.outcome : CODE_OF_REASON[fault.reason];
  const failure = code === 'approve' ? null : DECLINES[code];
  const isHeld = readText(form, 'capture') === 'false';
  const cause = causeOf(call);
  const charge = addCharge(state, terms, {
    intent: null,
    method: addMethod(state, { card, ...DEFAULT_EXPIRY }),
    failure,
    isHeld: isHeld && failure === null,
    isThreeDSecure: false,
  });
  call.report.object = charge.id;
  if (failure !== null) {
    call.report.decline = { kind: fault?.kind ?? failure.kind, code: failure.declineCode };
    announceCharge(state, 'charge.failed', charge, cause);
    return jsonAnswer(402, { error: wireCardError(failure, null, charge.id) });
  }
  hold(state, charge, amount, cause);
  if (!isHeld) credit(state, charge, capture(state, charge, amount, cause));
  announceCharge(state, 'charge.succeeded', charge, cause);
  return answerCharge(state, call, charge);
}

export function retrieveCharge(state: StripeState, call: Call): Answer {
  const charge = findCharge(state, call.request.params['id'] ?? '', 'captured');
  return answerCharge(state, call, charge);
}

export function updateCharge(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const charge = findCharge(state, params['id'] ?? '', 'captured');
  charge.metadata = mergeMetadata(form, charge.metadata);
  if (form['description'] !== undefined) charge.description = readText(form, 'description');
  if (form['receipt_email'] !== undefined) charge.receiptEmail = readText(form, 'receipt_email');
  if (form['transfer_group'] !== undefined) charge.transferGroup = readText(form, 'transfer_group');
  announceCharge(state, 'charge.updated', charge, causeOf(call));
  return answerCharge(state, call, charge);
}

/** One capture; what it leaves is released. Charges of PaymentIntents are captured through those. */
export function captureCharge(state: StripeState, call: Call): Answer {
  const { form, params } = call.request;
  const charge = findCharge(state, params['id'] ?? '', 'held');
  call.report.object = charge.intent ?? charge.id;
  if (charge.intent !== null) {
    throw badParameter(
      'charge',
      `This charge was created by a PaymentIntent. Please use ${charge.intent} to capture it ` +
        'instead of the charge.',
    );
  }
  if (charge.amountCapturable === 0) {
    const [code, message] = charge.isCaptured
      ? ['charge_already_captured', `Charge ${charge.id} has already been captured.`]
      : charge.failure === null
        ? ['charge_expired_for_capture', `Charge ${charge.id} has expired and can't be captured.`]
        : ['charge_invalid_parameter', `Charge ${charge.id} failed and can't be captured.`];
    throw illegalStep({ code, message });
  }
  const amount = readAmount(form, 'amount') ?? charge.amountCapturable;
  if (amount > charge.amountCapturable) {
    const message = `Amount must be no more than the authorized ${charge.amountCapturable}.`;
    throw badParameter('amount', message, 'amount_too_large');
  }
  checkStep(amount, charge.currency, 'amount');
  takeHeld(state, charge, amount, true, causeOf(call));
  return answerCharge(state, call, charge);
}

export function listCharges(state: StripeState, call: Call): Answer {
  const { query } = call.request;
  const intent = readText(query, 'payment_intent');
  const customer = readText(query, 'customer');
  const group = readText(query, 'transfer_group');
  const list = listPage(state, query, {
    url: '/v1/charges',
    what: 'charge',
    items: state.charges.values(),
    isWanted: (charge) =>
      (intent === null || charge.intent === intent) &&
      (customer === null || charge.customer === customer) &&
      (group === null || charge.transferGroup === group),
    render: wireCharge,
    standIn: () => makeCharge(state, null, 'captured'),
  });
  return jsonAnswer(200, expand(state, query, list));
}

function answerCharge(state: StripeState, call: Call, charge: Charge): Answer {
  const { method, query, form } = call.request;
  call.report.object = charge.intent ?? charge.id;
  return jsonAnswer(200, expand(state, method === 'GET' ? query : form, wireCharge(charge)));
}
