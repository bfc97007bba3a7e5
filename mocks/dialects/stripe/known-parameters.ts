// The parameters of each endpoint: a misspelt one is refused, as Stripe does. Those that change
// nothing for a card payment on a plain account are taken and left.

const set = (...fields: readonly string[]): ReadonlySet<string> => new Set(fields);

const INERT = [
  'amount_details',
  'error_on_requires_action',
  'excluded_payment_method_types',
  'hooks',
  'mandate',
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
const TERMS = ['amount', 'capture_method', 'currency', 'customer', 'customer_account'];
const PAGE = ['created', 'ending_before', 'expand', 'limit', 'starting_after'];

export const ONLY_EXPAND = set('expand');
export const NOTHING = set();

export const CREATE_INTENT = set(
  ...TERMS,
  ...METHOD,
  ...DESCRIPTIVE,
  ...INERT,
  'automatic_payment_methods',
  'confirm',
  'confirmation_method',
  'confirmation_token',
  'expand',
);
export const UPDATE_INTENT = set(...TERMS, ...METHOD, ...DESCRIPTIVE, ...INERT, 'expand');
export const CONFIRM_INTENT = set(
  ...METHOD,
  ...INERT,
  'capture_method',
  'confirmation_token',
  'expand',
  'receipt_email',
);
export const CAPTURE_INTENT = set(
  'amount_details',
  'amount_to_capture',
  'expand',
  'final_capture',
  'hooks',
  'metadata',
  'payment_details',
  'statement_descriptor',
  'statement_descriptor_suffix',
);
export const INCREMENT_INTENT = set(
  'amount',
  'amount_details',
  'description',
  'expand',
  'hooks',
  'metadata',
  'payment_details',
  'statement_descriptor',
);
export const CANCEL_INTENT = set('cancellation_reason', 'expand');
export const RETRIEVE_INTENT = set('client_secret', 'expand');
export const LIST_INTENTS = set(...PAGE, 'customer', 'customer_account');
export const SEARCH = set('expand', 'limit', 'page', 'query');

export const CREATE_CHARGE = set(
  'amount',
  'capture',
  'currency',
  'customer',
  'description',
  'expand',
  'metadata',
  'radar_options',
  'receipt_email',
  'shipping',
  'source',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_group',
);
export const UPDATE_CHARGE = set(
  'customer',
  'description',
  'expand',
  'fraud_details',
  'metadata',
  'receipt_email',
  'shipping',
  'transfer_group',
);
export const CAPTURE_CHARGE = set(
  'amount',
  'expand',
  'receipt_email',
  'statement_descriptor',
  'statement_descriptor_suffix',
  'transfer_group',
);
export const LIST_CHARGES = set(...PAGE, 'customer', 'payment_intent', 'transfer_group');

export const CREATE_REFUND = set(
  'amount',
  'charge',
  'expand',
  'instructions_email',
  'metadata',
  'payment_intent',
  'reason',
);
export const UPDATE_REFUND = set('expand', 'metadata');
export const LIST_REFUNDS = set(...PAGE, 'charge', 'payment_intent');

export const CREATE_METHOD = set(
  'allow_redisplay',
  'billing_details',
  'card',
  'expand',
  'metadata',
  'radar_options',
  'type',
);
export const UPDATE_METHOD = set(
  'allow_redisplay',
  'billing_details',
  'card',
  'expand',
  'metadata',
);
export const ATTACH_METHOD = set('customer', 'customer_account', 'expand');
export const LIST_METHODS = set(...PAGE, 'allow_redisplay', 'customer', 'customer_account', 'type');

const CUSTOMER = [
  'address',
  'balance',
  'description',
  'email',
  'expand',
  'invoice_settings',
  'metadata',
  'name',
  'phone',
  'preferred_locales',
  'shipping',
  'source',
  'tax',
  'tax_exempt',
];
export const CREATE_CUSTOMER = set(...CUSTOMER, 'payment_method', 'tax_id_data', 'test_clock');
export const UPDATE_CUSTOMER = set(...CUSTOMER, 'default_source');
export const LIST_CUSTOMERS = set(...PAGE, 'email', 'test_clock');

const SETUP = [
  'attach_to_self',
  'customer',
  'customer_account',
  'description',
  'expand',
  'flow_directions',
  'metadata',
  'payment_method',
  'payment_method_configuration',
  'payment_method_data',
  'payment_method_options',
  'payment_method_types',
  'allowed_payment_method_types',
  'excluded_payment_method_types',
];
export const CREATE_SETUP = set(
  ...SETUP,
  'automatic_payment_methods',
  'confirm',
  'confirmation_token',
  'mandate_data',
  'return_url',
  'single_use',
  'usage',
  'use_stripe_sdk',
);
export const UPDATE_SETUP = set(...SETUP);
export const CONFIRM_SETUP = set(
  'confirmation_token',
  'expand',
  'mandate_data',
  'payment_method',
  'payment_method_data',
  'payment_method_options',
  'return_url',
  'use_stripe_sdk',
);
export const LIST_SETUPS = set(
  ...PAGE,
  'attach_to_self',
  'customer',
  'customer_account',
  'payment_method',
);

export const LIST_EVENTS = set(...PAGE, 'delivery_success', 'type', 'types');
export const LIST_TRANSACTIONS = set(...PAGE, 'currency', 'payout', 'source', 'type');
const ENDPOINT = ['description', 'enabled_events', 'expand', 'metadata', 'url'];
export const CREATE_ENDPOINT = set(...ENDPOINT, 'api_version', 'connect');
export const UPDATE_ENDPOINT = set(...ENDPOINT, 'disabled');
export const LIST_ENDPOINTS = set('ending_before', 'expand', 'limit', 'starting_after');
