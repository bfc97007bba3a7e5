import { instrumentOf } from '../../kernel/issuer.ts';
import type { CardDecline, Customer, Json, PaymentMethod } from './objects.ts';

export function wirePaymentMethod(method: PaymentMethod): Json {
  const { card } = method;
  return {
    id: method.id,
    object: 'payment_method',
    allow_redisplay: method.allowRedisplay,
    billing_details: method.billing,
    card: {
      ...cardFields(method),
      display_brand: card.brand,
      generated_from: null,
      networks: { available: [card.brand], preferred: null },
      three_d_secure_usage: { supported: card.threeDSecure !== 'not-supported' },
    },
    created: method.created,
    customer: method.customer,
    customer_account: null,
    livemode: false,
    metadata: method.metadata,
    radar_options: {},
    type: 'card',
  };
}

export const cardFields = ({ card, expiryMonth, expiryYear }: PaymentMethod): Json => ({
  brand: card.brand,
  checks: {
    address_line1_check: null,
    address_postal_code_check: null,
    cvc_check: card.cvcCheck,
  },
  country: card.country,
  exp_month: expiryMonth,
  exp_year: expiryYear,
  fingerprint: instrumentOf(card.number),
  funding: card.funding,
  last4: card.number.slice(-4),
  regulated_status: 'unregulated',
  wallet: null,
});

/** The `error` of a 402 and `last_payment_error`; a charge is left out where none was made. */
export function wireCardError(
  decline: CardDecline,
  method: PaymentMethod | null,
  charge: string | null,
): Json {
  return {
    ...(decline.adviceCode === null ? {} : { advice_code: decline.adviceCode }),
    ...(charge === null ? {} : { charge }),
    code: decline.code,
    decline_code: decline.declineCode,
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
    ...(decline.networkAdviceCode === null
      ? {}
      : { network_advice_code: decline.networkAdviceCode }),
    ...(decline.networkDeclineCode === null
      ? {}
      : { network_decline_code: decline.networkDeclineCode }),
    ...(decline.param === undefined ? {} : { param: decline.param }),
    ...(method === null ? {} : { payment_method: wirePaymentMethod(method) }),
    type: 'card_error',
  };
}

export function wireCustomer(customer: Customer): Json {
  if (customer.isDeleted) return { id: customer.id, object: 'customer', deleted: true };
  return {
    id: customer.id,
    object: 'customer',
    address: customer.address,
    balance: 0,
    created: customer.created,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: customer.description,
    discount: null,
    email: customer.email,
    invoice_prefix: customer.id.slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: customer.defaultPaymentMethod,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: customer.metadata,
    name: customer.name,
    next_invoice_sequence: 1,
    phone: customer.phone,
    preferred_locales: customer.preferredLocales,
    shipping: customer.shipping,
    tax_exempt: customer.taxExempt,
    test_clock: null,
  };
}
