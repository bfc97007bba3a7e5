import type { CaptureMode, ConfirmRequest, CreateRequest } from '../adapter.ts';
import type { PaypalMoney } from './paypal-amounts.ts';
import type { PaypalCall } from './paypal-client.ts';

const post = (path: string, body: unknown, key: string): PaypalCall => ({
  method: 'POST',
  path,
  body: JSON.stringify(body),
  key,
});

const ORDERS = '/v2/checkout/orders';
const orderPath = (object: string): string => `${ORDERS}/${encodeURIComponent(object)}`;

/** An order without a payment source: nothing can be taken before it is confirmed with one. */
export const createCall = (request: CreateRequest, amount: PaypalMoney, key: string): PaypalCall =>
  post(
    ORDERS,
    {
      intent: request.captureMode === 'automatic' ? 'CAPTURE' : 'AUTHORIZE',
      purchase_units: [{ reference_id: request.order, custom_id: request.order, amount }],
    },
    key,
  );

const CONFIRM_STEP: Readonly<Record<CaptureMode, string>> = {
  automatic: 'capture',
  manual: 'authorize',
};

export function confirmCall({ object, captureMode, card, customer }: ConfirmRequest, key: string) {
  const expiryMonth = String(card.expiryMonth).padStart(2, '0');
  const source = {
    name: customer.name,
    number: card.number,
    expiry: `${card.expiryYear}-${expiryMonth}`,
    security_code: card.cvc,
  };
  const path = `${orderPath(object)}/${CONFIRM_STEP[captureMode]}`;
  return post(path, { payment_source: { card: source } }, key);
}

export const captureCall = (authorisation: string, amount: PaypalMoney, key: string): PaypalCall =>
  post(`${authorisationPath(authorisation)}/capture`, { amount, final_capture: true }, key);

/** PayPal defines no body for it. */
export const voidCall = (authorisation: string, key: string): PaypalCall => ({
  method: 'POST',
  path: `${authorisationPath(authorisation)}/void`,
  body: null,
  key,
});

export const refundCall = (capture: string, amount: PaypalMoney, key: string): PaypalCall =>
  post(`/v2/payments/captures/${encodeURIComponent(capture)}/refund`, { amount }, key);

export const retrieveCall = (object: string): PaypalCall => ({
  method: 'GET',
  path: orderPath(object),
  body: null,
  key: null,
});

const authorisationPath = (authorisation: string): string =>
  `/v2/payments/authorizations/${encodeURIComponent(authorisation)}`;
