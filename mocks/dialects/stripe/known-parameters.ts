// The parameters of each endpoint: a misspelt one is refused, as Stripe does. Those that change
// nothing for a card payment on a plain account are taken and left.

const INERT = [
  'amount_details',
  'error_on_requires_action',
  'excluded_payment_method_types',
  'hooks',
  'mandate_data',
  'off_session',
  'payment_details',
  'payment_method_configuration',
  'payment_method_options',
  'radar_options',
  'return_url',
  'setup_future_usage',
  'shipping',
  'use_stripe_sdk',
];
const METHOD = [
  // Its name before API version 2026-10-28 and since.
  'payment_method_types',
  'allowed_payment_method_types',
  'payment_method',
  'payment_method_data',
];
const DESCRIPTIVE = [
  'description',
  'metadata',
  'receipt_email',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_group',
];
const TERMS = ['amount', 'capture_method', 'currency', 'customer'];

export const CREATE_PARAMETERS: ReadonlySet<string> = new Set([
  ...TERMS,
  ...METHOD,
  ...DESCRIPTIVE,
  ...INERT,
  'automatic_payment_methods',
  'confirm',
  'confirmation_method',
  'expand',
]);
export const UPDATE_PARAMETERS: ReadonlySet<string> = new Set([
  ...TERMS,
  ...METHOD,
  ...DESCRIPTIVE,
  ...INERT,
  'expand',
]);
export const CONFIRM_PARAMETERS: ReadonlySet<string> = new Set([
  ...METHOD,
  ...INERT,
  'capture_method',
  'expand',
  'receipt_email',
]);
export const CAPTURE_PARAMETERS: ReadonlySet<string> = new Set([
  'amount_details',
  'amount_to_capture',
  'expand',
  'final_capture',
  'hooks',
  'metadata',
  'payment_details',
  'statement_descriptor',
  'statement_descriptor_suffix',
]);
export const CANCEL_PARAMETERS: ReadonlySet<string> = new Set(['cancellation_reason', 'expand']);
export const REFUND_PARAMETERS: ReadonlySet<string> = new Set([
  'amount',
  'charge',
  'expand',
  'instructions_email',
  'metadata',
  'payment_intent',
  'reason',
]);
export const METHOD_PARAMETERS: ReadonlySet<string> = new Set([
  'allow_redisplay',
  'billing_details',
  'card',
  'expand',
  'metadata',
  'radar_options',
  'type',
]);
