import type { ProviderState } from '../adapter.ts';
import { idAt, integerAt, objectAt, textAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import type { KnownIds } from '../provider-answers.ts';
import { fromWire } from '../wire-amounts.ts';
import { STRIPE_CURRENCIES } from './stripe-currencies.ts';

/** What counts of a PaymentIntent, amounts in our minor units. */
export interface Intent {
  readonly id: string;
  readonly status: string;
  readonly order: string | null;
  readonly currency: string;
  readonly amountMinor: number;
  readonly capturableMinor: number | null;
  readonly receivedMinor: number | null;
  /** Null where the charge is not part of the answer. */
  readonly refundedMinor: number | null;
  readonly charge: string | null;
  readonly lastError: JsonObject | null;
}

/** Null when the body is no PaymentIntent that can be understood. */
export function readIntent(body: JsonObject | null): Intent | null {
  const id = idAt(body, 'id');
  const status = textAt(body, 'status');
  const currency = textAt(body, 'currency')?.toUpperCase() ?? null;
  if (textAt(body, 'object') !== 'payment_intent') return null;
  if (id === null || status === null || currency === null) return null;
  const minor = (holder: JsonObject | null, key: string): number | null => {
    const units = integerAt(holder, key);
    return units === null || units < 0 ? null : fromWire(STRIPE_CURRENCIES, currency, units);
  };
  const amountMinor = minor(body, 'amount');
  if (amountMinor === null) return null;
  const charge = objectAt(body, 'latest_charge');
  return {
    id,
    status,
    order: textAt(objectAt(body, 'metadata'), 'order_id'),
    currency,
    amountMinor,
    capturableMinor: minor(body, 'amount_capturable'),
    receivedMinor: minor(body, 'amount_received'),
    refundedMinor: minor(charge, 'amount_refunded'),
    charge: idAt(charge, 'id') ?? idAt(body, 'latest_charge'),
    lastError: objectAt(body, 'last_payment_error'),
  };
}

/**
 * What the money is now.
 *
 * @param refundedMinor what to believe where the charge is not part of the answer.
 */
export function intentState(intent: Intent, refundedMinor: 0 | null): ProviderState {
  switch (intent.status) {
    case 'requires_payment_method':
      return { kind: intent.lastError === null ? 'created' : 'declined' };
    case 'requires_confirmation':
    case 'requires_action':
      return { kind: 'created' };
    case 'requires_capture':
      return intent.capturableMinor === null || intent.capturableMinor === 0
        ? { kind: 'unknown' }
        : { kind: 'authorised', authorisedMinor: intent.capturableMinor };
    case 'succeeded':
      return takenState(intent.receivedMinor, intent.refundedMinor ?? refundedMinor);
    case 'canceled':
      return { kind: 'voided' };
    default:
      return { kind: 'unknown' };
  }
}

/** Money that was taken, as the amounts say. */
export function takenState(
  capturedMinor: number | null,
  refundedMinor: number | null,
): ProviderState {
  if (capturedMinor === null || refundedMinor === null || capturedMinor === 0) {
    return { kind: 'unknown' };
  }
  const kind = refundedMinor >= capturedMinor ? 'refunded' : 'captured';
  return { kind, capturedMinor, refundedMinor };
}

/** Captures, cancels and refunds of Stripe name the intent; the charge is what holds the money. */
export function intentIds(intent: Intent): KnownIds {
  return { object: intent.id, authorisation: intent.charge, capture: null };
}
