import { z } from 'zod';
import type { ApiErrors } from './api-errors.ts';
import { KNOWN_FIELDS, type RequestName } from './known-fields.ts';

// The bodies that this gateway takes, as far as it acts on them; the other fields that Adyen knows
// are let through unread. What is required is not told here: each missing field has a code of
// its own.

/** JSON null stands for a field that was left out, as clients of some languages write it. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  schema.nullish().transform((value) => value ?? undefined);

const amount = z.object({ currency: optional(z.string()), value: optional(z.number()) });

/** Adyen takes numbers and booleans here too, though its types say text. */
const additionalData = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean()]).transform(String),
);

const paymentMethod = z.object({
  type: optional(z.string()),
  number: optional(z.string()),
  expiryMonth: optional(z.string()),
  expiryYear: optional(z.string()),
  cvc: optional(z.string()),
  holderName: optional(z.string()),
  encryptedCardNumber: optional(z.string()),
  encryptedExpiryMonth: optional(z.string()),
  encryptedExpiryYear: optional(z.string()),
  encryptedSecurityCode: optional(z.string()),
  storedPaymentMethodId: optional(z.string()),
});

const authenticationData = z.object({
  attemptAuthentication: optional(z.enum(['always', 'never'])),
  authenticationOnly: optional(z.boolean()),
  threeDSRequestData: optional(
    z.object({ nativeThreeDS: optional(z.enum(['preferred', 'disabled'])) }),
  ),
});

const reference = optional(z.string().max(80));

/** What payments and sessions have in common. */
const purchase = {
  merchantAccount: optional(z.string()),
  amount: optional(amount),
  reference,
  returnUrl: optional(z.string().max(8000)),
  captureDelayHours: optional(z.number()),
  additionalData: optional(additionalData),
  authenticationData: optional(authenticationData),
  threeDS2RequestData: optional(z.object({})),
  threeDSAuthenticationOnly: optional(z.boolean()),
  shopperInteraction: optional(z.enum(['Ecommerce', 'ContAuth', 'Moto', 'POS'])),
};

export const paymentBody = z.object({ ...purchase, paymentMethod: optional(paymentMethod) });

export const sessionBody = z.object({
  ...purchase,
  countryCode: optional(z.string()),
  shopperLocale: optional(z.string()),
  expiresAt: optional(z.string()),
  mode: optional(z.enum(['embedded', 'hosted'])),
});

/** What the shopper's side sends for a session. */
export const sessionPaymentBody = z.object({
  sessionData: optional(z.string()),
  paymentMethod: optional(paymentMethod),
});

const details = z.object({
  threeDSResult: optional(z.string()),
  redirectResult: optional(z.string()),
});

export const detailsBody = z.object({
  details: optional(details),
  paymentData: optional(z.string()),
});

export const sessionDetailsBody = z.object({
  sessionData: optional(z.string()),
  details: optional(details),
  paymentData: optional(z.string()),
});

export const paymentMethodsBody = z.object({
  merchantAccount: optional(z.string()),
  allowedPaymentMethods: optional(z.array(z.string())),
  blockedPaymentMethods: optional(z.array(z.string())),
});

export const modificationBody = z.object({
  merchantAccount: optional(z.string()),
  amount: optional(amount),
  reference,
  paymentReference: optional(z.string()),
  capturePspReference: optional(z.string()),
  industryUsage: optional(z.string()),
});

export type AmountBody = z.output<typeof amount>;
export type PaymentMethodBody = z.output<typeof paymentMethod>;
export type PaymentBody = z.output<typeof paymentBody>;
export type PurchaseBody = Omit<PaymentBody, 'paymentMethod'>;
export type DetailsBody = z.output<typeof detailsBody>;
export type ModificationBody = z.output<typeof modificationBody>;

/**
 * Reads a body, or throws Adyen's 400 for what is wrong with its shape.
 *
 * @param name whose fields it may have; null for what only the shopper's side sends
 */
export function readBody<Body>(
  schema: z.ZodType<Body>,
  body: unknown,
  name: RequestName | null,
  errors: ApiErrors,
): Body {
  if (body === undefined) throw errors.refusal('unreadable-body');
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
    throw errors.refusal('bad-field', `Unable to parse the field '${path}'`);
  }
  const unknown = name === null ? [] : unknownFields(body, name);
  if (unknown.length > 0) {
    const listed = unknown.join(', ');
    throw errors.refusal(
      'unknown-fields',
      `Structure of ${String(name)} contains the following unknown fields: [${listed}]`,
    );
  }
  return parsed.data;
}

const unknownFields = (body: unknown, name: RequestName): readonly string[] =>
  typeof body === 'object' && body !== null
    ? Object.keys(body).filter((field) => !KNOWN_FIELDS[name].has(field))
    : [];
