/** What a caller gets instead of a payment: what is wrong and what to do next. */
export interface Problem {
  readonly status: number;
  readonly error: { readonly code: string; readonly message: string; readonly nextStep: string };
}

const problem = (status: number, code: string, message: string, nextStep: string): Problem => ({
  status,
  error: { code, message, nextStep },
});

export const PROBLEMS = {
  keyMissing: problem(
    400,
    'idempotency-key-missing',
    'The Idempotency-Key header is missing or malformed.',
    'Send 1 to 255 visible ASCII characters that are new for each payment.',
  ),
  invalid: problem(
    400,
    'invalid-request',
    'The request is not a payment request.',
    'Compare the body with harness/core/target-api.ts.',
  ),
  currencyUnknown: problem(
    400,
    'unknown-currency',
    'The currency is no ISO 4217 code that the service knows.',
    'Send a three-letter code such as EUR.',
  ),
  cardRefused: problem(
    400,
    'card-not-a-test-card',
    'The card number is none of the known test numbers.',
    'Use a documented test card; real cards are never accepted here.',
  ),
  keyReused: problem(
    422,
    'idempotency-key-reused',
    'The Idempotency-Key was used for another request.',
    'Send a new key for a new request, and the same body for the same key.',
  ),
  orderDiffers: problem(
    409,
    'order-differs',
    'This order has a payment of another amount, currency or capture mode.',
    'Read the payment of the order; an order is paid once.',
  ),
  notPossible: problem(
    409,
    'not-possible-now',
    'The payment is not in a state that allows this.',
    'Read the payment and ask again when its status fits.',
  ),
  unknownPayment: problem(
    404,
    'unknown-payment',
    'There is no such payment.',
    'Check the id, or pay the order first.',
  ),
  unavailable: problem(
    503,
    'store-unavailable',
    'The payment could not be recorded, so nothing was sent and nothing was charged.',
    'Try again with the same key in a few seconds.',
  ),
  internal: problem(
    500,
    'internal',
    'The request failed on our side.',
    'Read the payment of the order before you try again with the same key.',
  ),
  unknownRoute: problem(404, 'unknown-route', 'There is no such route.', 'See docs of the API.'),
} as const satisfies Record<string, Problem>;
