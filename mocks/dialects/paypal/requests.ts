import { z } from 'zod';
import type { Refusal } from '../../kernel/refusal.ts';
import type { ApiErrors, IssuePlace } from './api-errors.ts';
import type { Issue } from './issues.ts';

// The bodies that this gateway takes. Fields that PayPal has and that move no money are kept as
// they came and given back; unknown ones are ignored, as PayPal does.

const money = z.object({
  currency_code: z.string().length(3),
  value: z.string().min(1).max(32),
});

const address = z
  .string()
  .max(4000)
  .refine((text) => URL.canParse(text));

const experienceContext = z.looseObject({
  return_url: address.optional(),
  cancel_url: address.optional(),
});

const card = z.object({
  name: z.string().min(1).max(300).optional(),
  number: z.string().min(13).max(19).regex(/^\d+$/).optional(),
  expiry: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .optional(),
  security_code: z
    .string()
    .regex(/^\d{3,4}$/)
    .optional(),
  vault_id: z.string().min(1).max(255).optional(),
  single_use_token: z.string().min(1).max(255).optional(),
  attributes: z
    .looseObject({
      verification: z
        .looseObject({
          method: z.enum(['SCA_ALWAYS', 'SCA_WHEN_REQUIRED', '3D_SECURE', 'AVS_CVV']).optional(),
        })
        .optional(),
    })
    .optional(),
  experience_context: experienceContext.optional(),
});

const paymentSource = z.looseObject({
  card: card.optional(),
  paypal: z.looseObject({ experience_context: experienceContext.optional() }).optional(),
});

const breakdown = z.looseObject({
  item_total: money.optional(),
  shipping: money.optional(),
  handling: money.optional(),
  tax_total: money.optional(),
  insurance: money.optional(),
  shipping_discount: money.optional(),
  discount: money.optional(),
});

const item = z.looseObject({
  name: z.string().min(1).max(127),
  quantity: z
    .string()
    .max(10)
    .regex(/^[1-9]\d*$/),
  unit_amount: money,
  tax: money.optional(),
});

const purchaseUnit = z.object({
  reference_id: z.string().min(1).max(256).optional(),
  amount: money.extend({ breakdown: breakdown.optional() }),
  custom_id: z.string().min(1).max(255).optional(),
  invoice_id: z.string().min(1).max(127).optional(),
  description: z.string().min(1).max(3000).optional(),
  soft_descriptor: z.string().min(1).max(22).optional(),
  payee: z.looseObject({}).optional(),
  items: z.array(item).optional(),
  shipping: z.looseObject({}).optional(),
});

export const createOrderBody = z.object({
  intent: z.enum(['CAPTURE', 'AUTHORIZE']),
  purchase_units: z.array(purchaseUnit).min(1).max(10),
  payer: z.looseObject({}).optional(),
  payment_source: paymentSource.optional(),
  application_context: experienceContext.optional(),
});

export const confirmOrderBody = z.object({ payment_source: paymentSource });
export const payOrderBody = z.object({ payment_source: paymentSource.optional() });

export const captureBody = z.object({
  amount: money.optional(),
  final_capture: z.boolean().optional(),
  invoice_id: z.string().min(1).max(127).optional(),
  note_to_payer: z.string().min(1).max(255).optional(),
});

export const reauthorizeBody = z.object({ amount: money.optional() });

export const refundBody = z.object({
  amount: money.optional(),
  custom_id: z.string().min(1).max(127).optional(),
  invoice_id: z.string().min(1).max(127).optional(),
  note_to_payer: z.string().min(1).max(255).optional(),
});

export const patchBody = z
  .array(
    z.object({
      op: z.enum(['add', 'remove', 'replace', 'move', 'copy', 'test']),
      path: z.string().optional(),
      value: z.unknown().optional(),
    }),
  )
  .min(1)
  .max(32767);

export const verifySignatureBody = z.object({
  auth_algo: z.string().min(1).max(100),
  cert_url: z.string().min(1).max(500),
  transmission_id: z.string().min(1).max(50),
  transmission_sig: z.string().min(1).max(500),
  transmission_time: z.string().min(1).max(100),
  webhook_id: z.string().min(1).max(50),
  webhook_event: z.looseObject({}),
});

export const webhookBody = z.object({
  url: z
    .string()
    .max(2048)
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text)),
  event_types: z
    .array(z.looseObject({ name: z.string().regex(/^(\*|[A-Z0-9_-]+(\.[A-Z0-9_-]+)+)$/) }))
    .min(1)
    .max(500),
});

export const webhookPatchBody = z
  .array(
    z.object({
      op: z.literal('replace'),
      path: z.enum(['/url', '/event_types']),
      value: z.unknown(),
    }),
  )
  .min(1);

export const resendBody = z.object({ webhook_ids: z.array(z.string()).max(500).optional() });

export type WebhookBody = z.infer<typeof webhookBody>;
export type MoneyBody = z.infer<typeof money>;
export type PurchaseUnitBody = z.infer<typeof purchaseUnit>;
export type PaymentSourceBody = z.infer<typeof paymentSource>;
export type PatchBody = z.infer<typeof patchBody>;

/** Reads a body or throws PayPal's 400 for the first thing that is wrong with it. */
export function readBody<Body>(schema: z.ZodType<Body>, body: unknown, errors: ApiErrors): Body {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues;
  throw problem === undefined
    ? errors.refusal('INVALID_PARAMETER_SYNTAX')
    : refusalOf(problem, body ?? {}, errors);
}

function refusalOf(problem: z.core.$ZodIssue, body: unknown, errors: ApiErrors): Refusal {
  const value = valueAt(body, problem.path);
  const place: IssuePlace = {
    field: `/${problem.path.map(String).join('/')}`,
    location: 'body',
    // What was typed into a card's fields is never given back.
    ...(typeof value === 'string' && !problem.path.includes('card')
      ? { value: value.slice(0, 127) }
      : {}),
  };
  return errors.refusal(issueOf(problem, value), place);
}

function issueOf(problem: z.core.$ZodIssue, value: unknown): Issue {
  if (value === undefined) return 'MISSING_REQUIRED_PARAMETER';
  switch (problem.code) {
    case 'too_small':
      return problem.origin === 'array' ? 'INVALID_ARRAY_MIN_ITEMS' : 'INVALID_STRING_LENGTH';
    case 'too_big':
      return problem.origin === 'array' ? 'INVALID_ARRAY_MAX_ITEMS' : 'INVALID_STRING_LENGTH';
    case 'invalid_value':
      return 'INVALID_PARAMETER_VALUE';
    default:
      return 'INVALID_PARAMETER_SYNTAX';
  }
}

function valueAt(body: unknown, path: readonly PropertyKey[]): unknown {
  let value = body;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}
