import type { BalanceTransaction, Charge, Json, Refund, WebhookEndpoint } from './objects.ts';
import { cardFields } from './wire-methods.ts';

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
    balance_transaction: charge.balanceTransaction,
    billing_details: paymentMethod.billing,
    calculated_statement_descriptor: 'PAYDRILL',
    captured: charge.isCaptured,
    created: charge.created,
    currency: charge.currency,
    customer: charge.customer,
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
    payment_method_details: { card: wireCardDetails(charge), type: 'card' },
    radar_options: {},
    receipt_email: charge.receiptEmail,
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
    transfer_group: charge.transferGroup,
  };
}

const refundableOf = (charge: Charge): number =>
  charge.amountCaptured > 0 ? charge.amountCaptured : charge.amount;

const availability = (isAvailable: boolean): Json => ({
  status: isAvailable ? 'available' : 'unavailable',
});

function wireCardDetails(charge: Charge): Json {
  const { paymentMethod, failure, captureBefore } = charge;
  return {
    ...cardFields(paymentMethod),
    amount_authorized: failure === null ? charge.amount : null,
    authorization_code: null,
    ...(captureBefore === null ? {} : { capture_before: captureBefore }),
    electronic_commerce_indicator: charge.isThreeDSecure ? '05' : null,
    extended_authorization: { status: 'disabled' },
    incremental_authorization: availability(charge.allowsIncrement),
    installments: null,
    mandate: null,
    multicapture: availability(charge.allowsMulticapture),
    network: paymentMethod.card.brand,
    network_token: { used: false },
    network_transaction_id: null,
    overcapture: { maximum_amount_capturable: charge.amount, status: 'unavailable' },
    three_d_secure: charge.isThreeDSecure
      ? {
          authentication_flow: 'challenge',
          electronic_commerce_indicator: '05',
          exemption_indicator: null,
          result: 'authenticated',
          result_reason: null,
          transaction_id: null,
          version: '2.2.0',
        }
      : null,
    transaction_link_id: null,
  };
}

function wireOutcome({ failure, paymentMethod }: Charge): Json {
  const level = paymentMethod.card.risk;
  if (failure === null) {
    return {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: level === 'elevated' ? 'elevated_risk_level' : null,
      risk_level: level,
      seller_message: 'Payment complete.',
      type: 'authorized',
    };
  }
  const isBlocked = failure.isBlocked === true;
  return {
    advice_code: failure.adviceCode,
    network_advice_code: failure.networkAdviceCode,
    network_decline_code: failure.networkDeclineCode,
    network_status: isBlocked ? 'not_sent_to_network' : 'declined_by_network',
    reason: isBlocked ? 'highest_risk_level' : failure.declineCode,
    risk_level: isBlocked ? 'highest' : level,
    seller_message: isBlocked
      ? 'Stripe blocked this payment as too risky.'
      : `The bank returned the decline code \`${failure.declineCode}\`.`,
    type: isBlocked ? 'blocked' : 'issuer_declined',
  };
}

export function wireRefund(refund: Refund): Json {
  return {
    id: refund.id,
    object: 'refund',
    amount: refund.amount,
    balance_transaction: refund.balanceTransaction,
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
    status: refund.status,
    transfer_reversal: null,
  };
}

/** @param now seconds: what was pending becomes available in time */
export function wireBalanceTransaction(transaction: BalanceTransaction, now: number): Json {
  const { amount, fee, currency } = transaction;
  const details = {
    amount: fee,
    application: null,
    currency,
    description: 'Stripe processing fees',
    type: 'stripe_fee',
  };
  return {
    id: transaction.id,
    object: 'balance_transaction',
    amount,
    available_on: transaction.availableOn,
    balance_type: 'payments',
    created: transaction.created,
    currency,
    description: transaction.description,
    exchange_rate: null,
    fee,
    fee_details: fee === 0 ? [] : [details],
    net: amount - fee,
    reporting_category: transaction.type,
    source: transaction.source,
    status: transaction.availableOn <= now ? 'available' : 'pending',
    type: transaction.type,
  };
}

/** The secret is told once, when the endpoint is made. */
export function wireWebhookEndpoint(endpoint: WebhookEndpoint): Json {
  if (endpoint.isDeleted) return { id: endpoint.id, object: 'webhook_endpoint', deleted: true };
  return {
    id: endpoint.id,
    object: 'webhook_endpoint',
    api_version: endpoint.apiVersion,
    application: null,
    created: endpoint.created,
    description: endpoint.description,
    enabled_events: endpoint.enabledEvents,
    livemode: false,
    metadata: endpoint.metadata,
    status: endpoint.isEnabled ? 'enabled' : 'disabled',
    url: endpoint.url,
  };
}
