import type { PayRequest } from '../../harness/core/target-api.ts';
import type { PaymentOrder } from '../payments/start-payment.ts';

/** JSON Schema for Fastify; bodies that break it are answered 400 without being echoed. */
export const PAY_REQUEST_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['orderId', 'amountMinor', 'currency', 'capture', 'card', 'customer', 'locale'],
  properties: {
    orderId: { type: 'string', pattern: '^[\\w.:-]{1,128}$' },
    amountMinor: { type: 'integer', minimum: 1, maximum: 9_007_199_254_740_991 },
    currency: { type: 'string', minLength: 3, maxLength: 3 },
    capture: { enum: ['automatic', 'manual'] },
    card: {
      type: 'object',
      additionalProperties: false,
      required: ['number', 'expiryMonth', 'expiryYear', 'cvc'],
      properties: {
        number: { type: 'string', maxLength: 32 },
        expiryMonth: { type: 'integer', minimum: 1, maximum: 12 },
        expiryYear: { type: 'integer', minimum: 2000, maximum: 2100 },
        cvc: { type: 'string', pattern: '^\\d{3,4}$' },
      },
    },
    customer: {
      type: 'object',
      additionalProperties: false,
      required: ['name', 'email'],
      properties: {
        name: { type: 'string', maxLength: 200 },
        email: { type: 'string', maxLength: 320 },
      },
    },
    locale: { type: 'string', maxLength: 35 },
  },
} as const;

export const orderOf = (request: PayRequest): PaymentOrder => ({
  order: request.orderId,
  amountMinor: request.amountMinor,
  currency: request.currency,
  captureMode: request.capture,
  card: request.card,
  customer: request.customer,
  locale: request.locale,
});
