import { instrumentOf } from '../../kernel/issuer.ts';
import type { CardErrorBody, Charge, Intent, PaymentMethod, Refund } from './objects.ts';

// Stripe's objects on the wire (API version 2026-10-28.endive), every documented field of a card
// payment present, as the official SDK's types have them.

type Json = Record<string, unknown>;

export function wireIntent(intent: Intent): Json {
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: intent.amount,
    amount_capturable: intent.amountCapturable,
    amount_details: { tip: {} },
    amount_received: intent.amountReceived,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: intent.hasAutomaticMethods
      ? { allow_redirects: 'always', enabled: true }
      : null,
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.cancellationReason,
    capture_method: intent.captureMethod,
    client_secret: intent.clientSecret,
    confirmation_method: intent.confirmationMethod,
    created: intent.created,
    currency: intent.currency,
    customer: null,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: intent.lastError === null ? null : wireCardError(intent.lastError),
    latest_charge: intent.latestCharge,
    livemode: false,
    managed_payments: null,
    metadata: intent.metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: intent.paymentMethod,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: {
        installments: null,
        mandate_options: null,
        network: null,
        request_three_d_secure: 'automatic',
      },
    },
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    receipt_email: intent.receiptEmail,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: intent.statementDescriptor,
    statement_descriptor_suffix: intent.statementDescriptorSuffix,
    status: intent.status,
    transfer_data: null,
    transfer_group: intent.transferGroup,
  };
}

/** The `error` of a 402 and `last_payment_error`. */
export function wireCardError(error: CardErrorBody): Json {
  const { decline, charge, paymentMethod } = error;
  return {
    advice_code: decline.adviceCode,
    charge,
    code: decline.code,
    decline_code: decline.declineCode,
    doc_url: `https://stripe.com/docs/error-codes/${decline.code.replaceAll('_', '-')}`,
    message: decline.message,
    ...(decline.param === undefined ? {} : { param: decline.param }),
    payment_method: wirePaymentMethod(paymentMethod),
    type: 'card_error',
  };
}

export function wirePaymentMethod(method: PaymentMethod): Json {
  return {
    id: method.id,
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: billingDetails(method),
    card: {
      ...cardFields(method),
      display_brand: method.card.brand,
      generated_from: null,
      networks: { available: [method.card.brand], preferred: null },
      three_d_secure_usage: { supported: true },
    },
    created: method.created,
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: method.metadata,
    radar_options: {},
    type: 'card',
  };
}

export function wireCharge(charge: Charge): Json {
  const { paymentMethod, failure } = charge;
  return {
    id: charge.id,
    object: 'charge',
    amount: charge.amount,
    amount_captured: charge.amountCaptured,
    amount_refunded: charge.amountRefunded,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: null,
    billing_details: billingDetails(paymentMethod),
    calculated_statement_descriptor: 'PAYDRILL',
    captured: charge.isCaptured,
    created: charge.created,
    currency: charge.currency,
    customer: null,
    description: charge.description,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: failure?.code ?? null,
    failure_message: failure?.message ?? null,
    fraud_details: {},
    livemode: false,
    metadata: charge.metadata,
    on_behalf_of: null,
    outcome: wireOutcome(charge),
    paid: failure === null,
    payment_intent: charge.intent,
    payment_method: paymentMethod.id,
    payment_method_details: {
      card: {
        ...cardFields(paymentMethod),
        amount_authorized: failure === null ? charge.amount : null,
        authorization_code: null,
        ...(charge.captureBefore === null ? {} : { capture_before: charge.captureBefore }),
        electronic_commerce_indicator: null,
        installments: null,
        mandate: null,
        network: paymentMethod.card.brand,
        network_transaction_id: null,
        three_d_secure: null,
        transaction_link_id: null,
      },
      type: 'card',
    },
    radar_options: {},
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: charge.amountRefunded > 0 && charge.amountRefunded === refundableOf(charge),
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: failure === null ? 'succeeded' : 'failed',
    transfer_data: null,
    transfer_group: null,
  };
}

const refundableOf = (charge: Charge): number =>
  charge.isCaptured ? charge.amountCaptured : charge.amount;

function wireOutcome({ failure }: Charge): Json {
  if (failure === null) {
    return {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      seller_message: 'Payment complete.',
      type: 'authorized',
    };
  }
  const isBlocked = failure.isBlocked === true;
  return {
    advice_code: failure.adviceCode,
    network_advice_code: null,
    network_decline_code: null,
    network_status: isBlocked ? 'not_sent_to_network' : 'declined_by_network',
    reason: isBlocked ? 'highest_risk_level' : failure.declineCode,
    risk_level: isBlocked ? 'highest' : 'normal',
    seller_message: failure.message,
    type: isBlocked ? 'blocked' : 'issuer_declined',
  };
}

export function wireRefund(refund: Refund): Json {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: null,
    charge: refund.charge,
    created: refund.created,
    currency: refund.currency,
    customer: null,
    customer_account: null,
    destination_details: {
      card: {
        reference_status: 'pending',
        reference_type: 'acquirer_reference_number',
        type: 'refund',
      },
      type: 'card',
    },
    metadata: refund.metadata,
    payment_intent: refund.intent,
    payment_method: null,
    reason: refund.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

const billingDetails = ({ name, email }: PaymentMethod): Json => ({
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email,
  name,
  phone: null,
  tax_id: null,
});

const cardFields = ({ card, expiryMonth, expiryYear }: PaymentMethod): Json => ({
  brand: card.brand,
  checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: 'pass' },
  country: 'US',
  exp_month: expiryMonth,
  exp_year: expiryYear,
  fingerprint: instrumentOf(card.number),
  funding: 'credit',
  last4: card.number.slice(-4),
  regulated_status: 'unregulated',
  wallet: null,
});
