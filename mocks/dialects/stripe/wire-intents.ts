import type { Intent, Json, SetupIntent } from './objects.ts';

// Intents on the wire (API version 2026-10-28.endive), every documented field of a card payment
// present, as the official SDK's types have them.

const NO_TIP = { tip: {} };
const CARD_ONLY = ['card'];

export function wireIntent(intent: Intent): Json {
  return {
    id: intent.id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: intent.amount,
    amount_capturable: intent.amountCapturable,
    amount_details: NO_TIP,
    amount_received: intent.amountReceived,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: automaticMethods(intent),
    canceled_at: intent.canceledAt,
    cancellation_reason: intent.cancellationReason,
    capture_method: intent.captureMethod,
    client_secret: intent.clientSecret,
    confirmation_method: intent.confirmationMethod,
    created: intent.created,
    currency: intent.currency,
    customer: intent.customer,
    customer_account: null,
    description: intent.description,
    excluded_payment_method_types: null,
    last_payment_error: intent.lastError,
    latest_charge: intent.latestCharge,
    livemode: false,
    managed_payments: null,
    metadata: intent.metadata,
    next_action: nextAction(intent),
    on_behalf_of: null,
    payment_method: intent.paymentMethod,
    payment_method_configuration_details: null,
    payment_method_options: methodOptions(intent),
    payment_method_types: CARD_ONLY,
    payment_record: null,
    processing: null,
    receipt_email: intent.receiptEmail,
    review: null,
    setup_future_usage: intent.setupFutureUsage,
    shipping: intent.shipping,
    source: null,
    statement_descriptor: intent.statementDescriptor,
    statement_descriptor_suffix: intent.statementDescriptorSuffix,
    status: intent.status,
    transfer_data: null,
    transfer_group: intent.transferGroup,
  };
}

export function wireSetupIntent(setup: SetupIntent): Json {
  return {
    id: setup.id,
    object: 'setup_intent',
    allowed_payment_method_types: null,
    application: null,
    automatic_payment_methods: automaticMethods({ ...setup, allowsRedirects: true }),
    cancellation_reason: setup.cancellationReason,
    client_secret: setup.clientSecret,
    created: setup.created,
    customer: setup.customer,
    customer_account: null,
    description: setup.description,
    excluded_payment_method_types: null,
    flow_directions: null,
    last_setup_error: setup.lastError,
    latest_attempt: setup.latestAttempt,
    livemode: false,
    managed_payments: null,
    mandate: null,
    metadata: setup.metadata,
    next_action: nextAction(setup),
    on_behalf_of: null,
    payment_method: setup.paymentMethod,
    payment_method_configuration_details: null,
    payment_method_options: {
      card: { mandate_options: null, network: null, request_three_d_secure: 'automatic' },
    },
    payment_method_types: CARD_ONLY,
    single_use_mandate: null,
    status: setup.status,
    usage: setup.usage,
  };
}

function automaticMethods(
  intent: Pick<Intent, 'hasAutomaticMethods' | 'allowsRedirects'>,
): Json | null {
  if (!intent.hasAutomaticMethods) return null;
  return { allow_redirects: intent.allowsRedirects ? 'always' : 'never', enabled: true };
}

/** With a return URL the customer is sent to the issuer's page, without one Stripe.js opens it. */
function nextAction({ action }: Pick<Intent, 'action'>): Json | null {
  if (action === null) return null;
  const { url, returnUrl } = action;
  return returnUrl === null
    ? {
        type: 'use_stripe_sdk',
        use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url },
      }
    : { redirect_to_url: { return_url: returnUrl, url }, type: 'redirect_to_url' };
}

function methodOptions({ cardOptions }: Intent): Json {
  const { requestThreeDSecure, requestMulticapture, requestIncremental } = cardOptions;
  return {
    card: {
      installments: null,
      mandate_options: null,
      network: null,
      ...(requestIncremental ? { request_incremental_authorization: 'if_available' } : {}),
      ...(requestMulticapture ? { request_multicapture: 'if_available' } : {}),
      request_three_d_secure: requestThreeDSecure,
    },
  };
}
