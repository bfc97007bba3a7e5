// PayPal's issues that this gateway can raise, or that a caller can ask for by negative testing:
// HTTP status and a description. An issue says what is wrong inside one of the few error names.
// https://developer.paypal.com/api/rest/reference/orders/v2/errors/ and .../payments/v2/errors/

interface IssueRow {
  readonly status: 400 | 403 | 404 | 409 | 422;
  readonly description: string;
}

const row = (status: IssueRow['status'], description: string): IssueRow => ({
  status,
  description,
});

const UNSUPPORTED_CURRENCY =
  'Currency code is invalid or not supported; see the list of currency codes.';

export const ISSUES = {
  // 400: the shape of the request
  MALFORMED_REQUEST_JSON: row(400, 'The request JSON is not well formed.'),
  MISSING_REQUIRED_PARAMETER: row(400, 'A required field or parameter is missing.'),
  INVALID_PARAMETER_SYNTAX: row(400, 'The value of a field does not have the expected format.'),
  INVALID_PARAMETER_VALUE: row(400, 'The value of a field is invalid.'),
  INVALID_STRING_LENGTH: row(400, 'The value of a field is either too short or too long.'),
  INVALID_ARRAY_MIN_ITEMS: row(400, 'The number of items in an array parameter is too small.'),
  INVALID_ARRAY_MAX_ITEMS: row(400, 'The number of items in an array parameter is too large.'),
  PAYPAL_REQUEST_ID_REQUIRED: row(
    400,
    'A PayPal-Request-Id is required to process payment while creating an order.',
  ),
  FIELD_NOT_PATCHABLE: row(400, 'Field cannot be patched.'),
  INVALID_PATCH_OPERATION: row(
    400,
    'The operation cannot be honoured: add needs an absent field, replace and remove a present one.',
  ),

  // 403, 404, 409
  PERMISSION_DENIED: row(403, 'You do not have permission to act on this resource.'),
  INVALID_RESOURCE_ID: row(404, 'Specified resource ID does not exist. Please check the ID.'),
  PREVIOUS_REQUEST_IN_PROGRESS: row(
    409,
    'A previous request on this resource is currently in progress. Please wait and try again.',
  ),

  // 422: idempotency and amounts
  PAYPAL_REQUEST_ID_PREVIOUSLY_USED: row(
    422,
    'The PayPal-Request-Id has already been used for another request.',
  ),
  INVALID_CURRENCY_CODE: row(422, UNSUPPORTED_CURRENCY),
  CANNOT_BE_ZERO_OR_NEGATIVE: row(422, 'Must be greater than zero.'),
  DECIMAL_PRECISION: row(422, 'Only two decimal places are supported.'),
  DECIMALS_NOT_SUPPORTED: row(422, 'Currency does not support decimals.'),
  MAX_VALUE_EXCEEDED: row(422, 'The value is too large.'),
  CANNOT_BE_NEGATIVE: row(422, 'Must be greater than or equal to zero.'),
  AMOUNT_MISMATCH: row(
    422,
    'Should equal item_total + tax_total + shipping + handling + insurance - shipping_discount - discount.',
  ),
  ITEM_TOTAL_REQUIRED: row(422, 'Items need a corresponding amount.breakdown.item_total.'),
  ITEM_TOTAL_MISMATCH: row(422, 'Should equal sum of (unit_amount * quantity) across all items.'),
  TAX_TOTAL_REQUIRED: row(422, 'Taxes of items need a corresponding amount.breakdown.tax_total.'),
  TAX_TOTAL_MISMATCH: row(422, 'Should equal sum of (tax * quantity) across all items.'),
  MULTI_CURRENCY_ORDER: row(422, 'The entire order must have the same currency_code.'),

  // 422: orders
  REFERENCE_ID_REQUIRED: row(422, 'Several purchase units need a reference_id each.'),
  DUPLICATE_REFERENCE_ID: row(422, 'reference_id must be unique among the purchase units.'),
  UNSUPPORTED_INTENT: row(422, 'intent=AUTHORIZE is not supported for several purchase units.'),
  ORDER_NOT_APPROVED: row(422, 'Payer has not yet approved the order for payment.'),
  ORDER_ALREADY_CAPTURED: row(422, 'Order already captured; only one capture is allowed.'),
  ORDER_ALREADY_AUTHORIZED: row(422, 'Order already authorized; only one is allowed.'),
  ORDER_ALREADY_COMPLETED: row(422, 'The order cannot be patched after it is completed.'),
  ORDER_CANNOT_BE_CONFIRMED: row(422, 'A completed order cannot be confirmed again.'),
  ORDER_EXPIRED: row(422, 'Order is expired and hence cannot be authorized or captured.'),
  ACTION_DOES_NOT_MATCH_INTENT: row(422, 'The action does not match the intent of the order.'),
  PAYER_ACTION_REQUIRED: row(422, 'The buyer must return to PayPal to complete the transaction.'),
  DUPLICATE_INVOICE_ID: row(422, 'Duplicate Invoice ID detected.'),
  MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED: row(
    422,
    'You have exceeded the maximum number of payment attempts.',
  ),
  PATCH_VALUE_REQUIRED: row(422, 'Please specify a value for the field that is being patched.'),
  PATCH_PATH_REQUIRED: row(422, 'Please specify a path for the operation.'),
  INVALID_JSON_POINTER_FORMAT: row(422, 'Path should be a valid JSON Pointer.'),
  REFERENCE_ID_NOT_FOUND: row(422, 'No purchase unit has the reference_id of the filter.'),

  // 422: payment sources
  NO_PAYMENT_SOURCE_PROVIDED: row(422, 'At least one payment method is required.'),
  ONLY_ONE_PAYMENT_SOURCE_ALLOWED: row(422, 'More than one payment method is not supported.'),
  PAYMENT_SOURCE_CANNOT_BE_USED: row(422, 'The payment source cannot pay for the order.'),
  CARD_NUMBER_REQUIRED: row(422, 'The card number is required to pay by card.'),
  CARD_EXPIRY_REQUIRED: row(422, 'The card expiry is required to pay by card.'),
  CARD_EXPIRED: row(422, 'The card is expired.'),
  TOKEN_ID_NOT_FOUND: row(422, 'Specified token was not found.'),
  INSTRUMENT_DECLINED: row(
    422,
    "The instrument was declined by the processor or bank, or can't be used for this payment.",
  ),
  TRANSACTION_REFUSED: row(422, 'The request was refused.'),
  PAYER_CANNOT_PAY: row(422, 'Payer cannot pay for this transaction.'),
  COMPLIANCE_VIOLATION: row(422, 'Transaction is declined due to compliance violation.'),

  // 422: authorizations
  AUTHORIZATION_ALREADY_CAPTURED: row(422, 'Authorization has previously been captured.'),
  AUTHORIZATION_DENIED: row(422, 'A denied authorization cannot be captured.'),
  AUTHORIZATION_EXPIRED: row(422, 'An expired authorization cannot be captured.'),
  AUTHORIZATION_VOIDED: row(422, 'A voided authorization cannot be captured or reauthorized.'),
  AUTH_CAPTURE_CURRENCY_MISMATCH: row(422, 'Capture must be in the currency of authorization.'),
  AUTH_CURRENCY_MISMATCH: row(422, 'Reauthorization must be in the original currency.'),
  MAX_CAPTURE_AMOUNT_EXCEEDED: row(422, 'Capture amount exceeds allowable limit.'),
  PREVIOUSLY_CAPTURED: row(422, 'Authorization has been captured and cannot be voided.'),
  PREVIOUSLY_VOIDED: row(422, 'Authorization has been voided and cannot be voided again.'),
  CANNOT_BE_VOIDED: row(422, 'A reauthorization cannot be voided. Please void its parent.'),
  AUTHORIZATION_AMOUNT_EXCEEDED: row(422, 'Authorization amount exceeds allowable limit.'),
  REAUTHORIZATION_TOO_SOON: row(422, 'Reauthorization is allowed from day 4 to day 29 only.'),
  REAUTHORIZATION_NOT_SUPPORTED: row(422, 'A reauthorization cannot be reauthorized.'),

  // 422: refunds
  PENDING_CAPTURE: row(422, 'Cannot initiate a refund as the capture is pending.'),
  CAPTURE_FULLY_REFUNDED: row(422, 'The capture has already been fully refunded.'),
  REFUND_AMOUNT_EXCEEDED: row(422, 'The refund must not exceed what was not yet refunded.'),
  REFUND_CAPTURE_CURRENCY_MISMATCH: row(422, 'Refund must be in the currency of the capture.'),
  REFUND_NOT_ALLOWED: row(422, 'Capture cannot be refunded.'),
  REFUND_TIME_LIMIT_EXCEEDED: row(422, 'You are over the time limit to refund this capture.'),

  // 422: asked for by negative testing alone; payers, payees and their accounts
  AUTH_CAPTURE_NOT_ENABLED: row(422, 'The payee may not authorize and capture later.'),
  CONSENT_NEEDED: row(422, 'The payer has to consent first.'),
  DOMESTIC_TRANSACTION_REQUIRED: row(422, 'Payer and payee must be in the same country.'),
  INVALID_ACCOUNT_STATUS: row(422, 'The account of the user could not be validated.'),
  KYC_HOLD: row(422, "The identity of the payee wasn't verified yet."),
  NOT_ENABLED_FOR_CARD_PROCESSING: row(422, 'The caller may not process cards.'),
  PAYEE_ACCOUNT_INVALID: row(422, 'The account of the payee is invalid.'),
  PAYEE_ACCOUNT_LOCKED_OR_CLOSED: row(422, 'The account of the payee is locked or closed.'),
  PAYEE_ACCOUNT_RESTRICTED: row(422, 'The account of the payee is restricted.'),
  PAYEE_BLOCKED_TRANSACTION: row(422, 'The payee blocks transactions like this one.'),
  PAYEE_NOT_CONSENTED: row(422, 'The payee did not consent to the caller.'),
  PAYEE_NOT_ENABLED_FOR_CARD_PROCESSING: row(422, 'The payee may not process cards.'),
  PAYER_ACCOUNT_LOCKED_OR_CLOSED: row(422, 'The account of the payer is locked or closed.'),
  PAYER_ACCOUNT_RESTRICTED: row(422, 'The account of the payer is restricted.'),
  PAYER_COUNTRY_NOT_SUPPORTED: row(422, "The payer's country is not supported."),
  PERMISSION_NOT_GRANTED: row(422, 'The payee did not permit the capture.'),
  REDIRECT_PAYER_FOR_ALTERNATE_FUNDING: row(
    422,
    'Transaction failed. Redirect the payer to select another funding source.',
  ),
  TRANSACTION_BLOCKED_BY_PAYEE: row(422, "The payee's fraud protection blocked it."),
  TRANSACTION_LIMIT_EXCEEDED: row(422, 'The amount exceeds the limit of the payer.'),
  TRANSACTION_RECEIVING_LIMIT_EXCEEDED: row(422, 'The amount exceeds the limit of the payee.'),

  // the same; cards
  CARD_BRAND_NOT_SUPPORTED: row(422, 'The brand of the card is not supported.'),
  CARD_CLOSED: row(422, 'The card was closed.'),
  CARD_TYPE_NOT_SUPPORTED: row(422, 'The type of the card is not supported.'),
  CARD_ISSUER_COUNTRY_NOT_SUPPORTED: row(422, "The country of the card's issuer is not supported."),
  CURRENCY_NOT_SUPPORTED_FOR_CARD_TYPE: row(422, "The card's type can't pay in this currency."),
  CURRENCY_NOT_SUPPORTED_FOR_COUNTRY: row(422, "Cards of the country can't pay in this currency."),
  INVALID_CARD_NUMBER: row(422, 'The card number is invalid.'),
  INVALID_SECURITY_CODE_LENGTH: row(422, 'The security code has the wrong length for the brand.'),

  // the same; authorizations, captures, refunds
  CANNOT_REFUND_SELF: row(422, 'Payer and payee of the refund are the same.'),
  DUPLICATE_REFUND: row(422, 'A refund with this invoice_id was made before.'),
  MAX_CAPTURE_COUNT_EXCEEDED: row(422, 'No more captures of this authorization are possible.'),
  MAX_NUMBER_OF_REFUNDS_EXCEEDED: row(422, 'No more refunds of this capture are possible.'),
  PARTIAL_REFUND_NOT_ALLOWED: row(422, 'The capture can only be refunded in full.'),
  REAUTHORIZATION_DECLINED_BY_PROCESSOR: row(422, 'The processor declined the reauthorization.'),
  REFUND_AMOUNT_TOO_LOW: row(422, 'The amount is zero in the currency that was settled.'),
  REFUND_FAILED_BY_PAYMENT_SOURCE: row(422, "The payer's payment source refused the refund."),
  REFUND_FAILED_INSUFFICIENT_FUNDS: row(422, "The payee's balance does not cover the refund."),
  REFUND_FUNDS_NOT_AVAILABLE: row(422, 'The payee has no funding instrument for the refund.'),
  REFUND_IS_RESTRICTED: row(422, 'Only the caller that captured may refund.'),
  REFUND_NOT_PERMITTED_DUE_TO_CHARGEBACK: row(422, 'The capture was charged back.'),
  REFUND_REFUSED_BY_PROCESSOR: row(422, 'The processor refused the refund.'),
  REFUND_TRANSACTION_REFUSED: row(422, "PayPal's controls refused the refund."),
  TRANSACTION_DISPUTED: row(422, 'A dispute is open, so no partial refund is possible.'),
} as const satisfies Record<string, IssueRow>;

export type Issue = keyof typeof ISSUES;

export const isIssue = (text: string): text is Issue => Object.hasOwn(ISSUES, text);
