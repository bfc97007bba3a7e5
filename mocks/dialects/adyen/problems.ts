// Adyen's errors that this gateway answers: HTTP status, code, kind and message. What could only
// be known by asking Adyen is named in docs/gateways/adyen.md as unverified.
// https://docs.adyen.com/development-resources/error-codes

export type ErrorType = 'validation' | 'security' | 'configuration' | 'internal';

export interface ProblemRow {
  readonly status: number;
  readonly errorCode: string;
  readonly errorType: ErrorType;
  readonly message: string;
}

const row = (
  status: number,
  errorCode: string,
  errorType: ErrorType,
  message: string,
): ProblemRow => ({ status, errorCode, errorType, message });

export const PROBLEMS = {
  // The request as such
  'unreadable-body': row(400, '702', 'validation', 'Unable to parse the request body'),
  'unknown-fields': row(400, '702', 'validation', 'Structure contains unknown fields'),
  'bad-field': row(400, '702', 'validation', 'A field has the wrong type'),
  unauthorised: row(401, '000', 'security', 'HTTP Status Response - Unauthorized'),
  'invalid-merchant-account': row(403, '901', 'security', 'Invalid Merchant Account'),
  'not-found': row(404, '000', 'validation', 'HTTP Status Response - Not Found'),
  'too-large': row(413, '000', 'validation', 'HTTP Status Response - Request Entity Too Large'),
  'unsupported-media-type': row(
    415,
    '000',
    'validation',
    'HTTP Status Response - Unsupported Media Type',
  ),

  // Fields
  'amount-missing': row(422, '100', 'validation', "Required object 'amount' is not provided."),
  'details-missing': row(422, '100', 'validation', "Required object 'details' is not provided."),
  'invalid-card-number': row(422, '101', 'validation', 'Invalid card number'),
  'invalid-cvc': row(422, '103', 'validation', 'CVC is not the right length'),
  'invalid-expiry': row(422, '129', 'validation', 'Expiry Date Invalid'),
  'reference-missing': row(422, '130', 'validation', "Required field 'reference' is not provided."),
  'invalid-amount': row(422, '137', 'validation', 'Invalid amount specified'),
  'unsupported-currency': row(422, '138', 'validation', 'Unsupported currency specified'),
  'original-reference': row(
    422,
    '167',
    'validation',
    'Original pspReference required for this operation',
  ),
  'contract-not-found': row(422, '800', 'validation', 'Contract not found'),
  'payment-method-missing': row(
    422,
    '14_006',
    'validation',
    "Required object 'paymentMethod' is not provided.",
  ),
  'invalid-payload': row(422, '14_018', 'validation', 'Invalid payload provided'),
  'return-url-missing': row(422, '14_030', 'validation', 'Return URL is missing.'),
  'capture-delay': row(422, '132', 'validation', 'Invalid captureDelayHours'),
  'invalid-session': row(422, '14_0421', 'validation', 'Invalid checkout session'),

  // Keys, configuration, Adyen itself
  'key-too-long': row(422, '702', 'validation', 'The idempotency-key is longer than 64 characters'),
  'key-in-use': row(422, '704', 'validation', 'request already processed or in progress'),
  'bad-fault-header': row(422, '702', 'validation', 'Bad paydrill-fault header'),
  'rate-limited': row(429, '000', 'security', 'HTTP Status Response - Too Many Requests'),
  'no-acquirer': row(500, '905_1', 'configuration', 'Could not find an acquirer account'),
  internal: row(500, '903', 'internal', 'Internal error'),
} as const satisfies Record<string, ProblemRow>;

export type Problem = keyof typeof PROBLEMS;
