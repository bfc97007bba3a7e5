import { z } from 'zod';
import { GATEWAYS, PROVIDER_OPERATIONS } from '../../harness/core/outcome.ts';
import { SELECTION, cycle } from '../faults/index.ts';

// What the control API answers, for its description. Requests are checked, answers are not: the
// tests hold one against the other.

const gateway = z.enum(GATEWAYS);
const epochMs = z.number().describe('Epoch milliseconds on the clock of the gateways.');
const count = z.int().min(0);
const operation = z.enum([...PROVIDER_OPERATIONS, 'other']);

const eventBase = {
  source: z.string().describe('`gateway:<name>`.'),
  seq: count.describe('Counts up by one inside a gateway.'),
  t: epochMs,
};

export const exchangeSchema = z.strictObject({
  kind: z.literal('exchange'),
  ...eventBase,
  exchange: z.string().describe("Id of the request, in the provider's form."),
  operation,
  order: z.string().nullable().describe("The merchant's reference."),
  key: z.string().nullable().describe('Idempotency key.'),
  object: z.string().nullable().describe('Payment object that was touched.'),
  fingerprint: z.string().describe('Hash of method, path and parameters.'),
  status: count.nullable().describe('HTTP status; null when no whole answer was sent.'),
  endT: epochMs,
  isReplay: z.boolean(),
  faults: z.array(z.string()).describe('Names of the faults that it met.'),
  decline: z.strictObject({ kind: z.string(), code: z.string() }).nullable(),
  instrument: z.string().nullable().describe('Names the card without its number.'),
});

export const ledgerEntrySchema = z.strictObject({
  kind: z.literal('ledger'),
  ...eventBase,
  entry: z.string(),
  movement: z.enum(['authorise', 'capture', 'void', 'expire', 'refund']),
  order: z.string().nullable(),
  object: z.string(),
  authorisation: z.string(),
  amountMinor: z.int(),
  currency: z.string(),
  postings: z.array(
    z.strictObject({ account: z.enum(['cardholder', 'held', 'merchant']), amountMinor: z.int() }),
  ),
  exchange: z.string().nullable().describe('The request that moved it; null when time did.'),
});

export const webhookDeliverySchema = z.strictObject({
  kind: z.literal('webhook'),
  ...eventBase,
  event: z.string(),
  type: z.string(),
  order: z.string().nullable(),
  object: z.string().nullable(),
  deliveryAttempt: count,
  status: count.nullable().describe("The receiver's status, null when none was had."),
});

export const sourceEndSchema = z.strictObject({
  kind: z.literal('source-end'),
  ...eventBase,
  events: count.describe('How many the gateway wrote, those let go included.'),
});

export const eventSchema = z.union([
  exchangeSchema,
  ledgerEntrySchema,
  webhookDeliverySchema,
  sourceEndSchema,
]);

export const armedFaultSchema = z.strictObject({
  name: z.string(),
  gateway,
  fault: z.string(),
  options: z.record(z.string(), z.unknown()),
  share: z.number(),
  operations: z.array(z.enum(PROVIDER_OPERATIONS)),
  ...SELECTION,
  cycle,
  leaseMs: z.number().nullable(),
  expiresAt: z.number().nullable().describe('Real time, epoch milliseconds.'),
  met: count.describe('Requests that met it.'),
});

export const statusSchema = z.strictObject({
  gateways: z.array(
    z.strictObject({
      name: gateway,
      inFlight: count,
      detached: count.describe('Requests whose caller left and that may still take effect.'),
      pendingWebhooks: count,
      payments: count,
    }),
  ),
  faults: count,
});

export const gatewayInfoSchema = z.strictObject({
  name: gateway,
  provider: z.string(),
  baseUrl: z.string().nullable(),
  environment: z.record(z.string(), z.string()).describe('Test credentials, as variables.'),
  webhookEndpoint: z.strictObject({
    url: z.string().nullable(),
    types: z.array(z.string()).nullable(),
  }),
  sdk: z.strictObject({ package: z.string(), snippet: z.string(), docs: z.string() }),
});

export const pendingWebhookSchema = z.strictObject({
  gateway,
  event: z.string(),
  type: z.string(),
  order: z.string().nullable(),
  object: z.string().nullable(),
  url: z.string(),
  attempt: count.describe('Number of the next try, from 0.'),
  dueAt: epochMs.nullable().describe('When that is; null: now.'),
});

export const faultKindSchema = z.strictObject({
  name: z.string(),
  summary: z.string(),
  gateways: z.array(gateway).describe('Running gateways that it shows at; refused elsewhere.'),
  operations: z.array(z.enum(PROVIDER_OPERATIONS)),
  example: z.record(z.string(), z.unknown()).describe('Options that make a good example.'),
  options: z.record(z.string(), z.unknown()).describe('JSON Schema of the options.'),
});

export const snapshotSchema = z.strictObject({
  name: z.string(),
  bytes: count,
  savedAt: z.number().describe('Real time, epoch milliseconds.'),
});

export const timeSchema = z.strictObject({ now: epochMs });
export const deliveredSchema = z.strictObject({ delivered: count, failed: count });
export const replaySchema = z.strictObject({
  steps: count,
  skipped: count.describe('Steps about gateways that do not run here.'),
});
