import type { ProviderState } from '../adapter.ts';
import { idAt, objectAt, objectsAt, textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import type { KnownIds } from '../provider-answers.ts';
import { moneyAt } from './paypal-amounts.ts';

// A PayPal order tells what the money is by the payments of its one purchase unit: authorisations,
// captures and refunds. A status that is not listed makes the whole state unknown.

export interface PaypalPayment {
  readonly id: string;
  readonly status: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly processorResponse: JsonObject | null;
}

export interface PaypalOrder {
  readonly id: string;
  readonly status: string;
  readonly reference: string | null;
  /** Null in a minimal representation. */
  readonly amountMinor: number | null;
  readonly currency: string | null;
  readonly authorisations: readonly PaypalPayment[];
  readonly captures: readonly PaypalPayment[];
  readonly refunds: readonly PaypalPayment[];
}

/** Null when the body is no order of one purchase unit that can be understood. */
export function readOrder(body: JsonObject | null): PaypalOrder | null {
  const id = idAt(body, 'id');
  const status = textAt(body, 'status');
  const units = objectsAt(body, 'purchase_units');
  if (id === null || status === null || units === null || units.length > 1) return null;
  const [unit = null] = units;
  const payments = objectAt(unit, 'payments');
  const authorisations = readPayments(payments, 'authorizations');
  const captures = readPayments(payments, 'captures');
  const refunds = readPayments(payments, 'refunds');
  if (authorisations === null || captures === null || refunds === null) return null;
  const amount = moneyAt(unit, 'amount');
  return {
    id,
    status,
    reference: textAt(unit, 'custom_id') ?? textAt(unit, 'reference_id'),
    amountMinor: amount?.amountMinor ?? null,
    currency: amount?.currency ?? null,
    authorisations,
    captures,
    refunds,
  };
}

/** Null when one of the list can't be understood: it may be the one with the money. */
function readPayments(payments: JsonObject | null, key: string): readonly PaypalPayment[] | null {
  const read = objectsAt(payments, key)?.map(readPayment) ?? null;
  return read?.every((payment) => payment !== null) === true ? read : null;
}

export function readPayment(body: JsonObject | null): PaypalPayment | null {
  const id = idAt(body, 'id');
  const status = textAt(body, 'status');
  const money = moneyAt(body, 'amount');
  if (id === null || status === null || money === null) return null;
  return { id, status, ...money, processorResponse: objectAt(body, 'processor_response') };
}

/** What the money is now. */
export function orderState(order: PaypalOrder): ProviderState {
  const taken = order.captures.filter((capture) => TAKEN.has(capture.status));
  if (
    order.captures.some((capture) => !TAKEN.has(capture.status) && !NOT_TAKEN.has(capture.status))
  ) {
    return { kind: 'unknown' };
  }
  if (taken.length > 0) return takenState(order, taken);
  // Its captures are missing from the answer.
  if (order.authorisations.some(({ status }) => !AUTHORISATION_STATES.has(status))) {
    return { kind: 'unknown' };
  }
  const held = order.authorisations.filter(({ status }) => status === 'CREATED');
  if (held.length > 0) return { kind: 'authorised', authorisedMinor: sum(held) };
  if (order.authorisations.some(({ status }) => status === 'VOIDED')) return { kind: 'voided' };
  if (order.authorisations.length + order.captures.length > 0) return { kind: 'declined' };
  if (order.status === 'VOIDED') return { kind: 'voided' };
  return OPEN_ORDERS.has(order.status) ? { kind: 'created' } : { kind: 'unknown' };
}

const TAKEN: ReadonlySet<string> = new Set(['COMPLETED', 'PARTIALLY_REFUNDED', 'REFUNDED']);
const NOT_TAKEN: ReadonlySet<string> = new Set(['DECLINED', 'FAILED']);
const AUTHORISATION_STATES: ReadonlySet<string> = new Set(['CREATED', 'DENIED', 'VOIDED']);
const OPEN_ORDERS: ReadonlySet<string> = new Set([
  'CREATED',
  'SAVED',
  'APPROVED',
  'PAYER_ACTION_REQUIRED',
]);

const sum = (payments: readonly PaypalPayment[]): number =>
  payments.reduce((total, payment) => total + payment.amountMinor, 0);

function takenState(order: PaypalOrder, taken: readonly PaypalPayment[]): ProviderState {
  const capturedMinor = sum(taken);
  const returned = order.refunds.filter(({ status }) => status === 'COMPLETED');
  const given = sum(returned);
  const whole = sum(taken.filter(({ status }) => status === 'REFUNDED'));
  // The list of refunds may be left out; a capture's own status still tells of a full refund.
  const refundedMinor = Math.max(given, whole);
  const isPartKnown = given > 0 || taken.every(({ status }) => status !== 'PARTIALLY_REFUNDED');
  if (!isPartKnown || capturedMinor === 0) return { kind: 'unknown' };
  const kind = refundedMinor >= capturedMinor ? 'refunded' : 'captured';
  return { kind, capturedMinor, refundedMinor };
}

/** The authorisation and capture that later calls draw on: those with the money. */
export function orderIds(order: PaypalOrder): KnownIds {
  const held = order.authorisations.find(({ status }) => status !== 'DENIED');
  const taken = order.captures.find(({ status }) => TAKEN.has(status));
  return { object: order.id, authorisation: held?.id ?? null, capture: taken?.id ?? null };
}
