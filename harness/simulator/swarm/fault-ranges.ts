import type { Random } from '../../core/random.ts';
import type { GatewayFaultName, GatewayFaultOptions } from '../../../mocks/faults/index.ts';

/** Draws how strong a fault is: its options, as a scenario would write them. */
type Draw<Name extends GatewayFaultName> = (random: Random) => GatewayFaultOptions<Name>;

const asIs = (): Readonly<Record<string, never>> => ({});

const SERVER_ERRORS = [500, 502, 503, 504];

const serverError = (random: Random): { readonly status: number } => ({
  status: random.pick(SERVER_ERRORS),
});

const breakdown = (random: Random) =>
  ({ manner: random.pick(['status', 'hang', 'reset'] as const), ...serverError(random) }) as const;

/**
 * What a fault may be when chance draws it. Null are those that no service can stand: a provider
 * that lies about money, or one that forgets what it promised to keep. A drill may want to see them;
 * a search for broken promises would find nothing else.
 */
export const FAULT_RANGES: { readonly [Name in GatewayFaultName]: Draw<Name> | null } = {
  latency: (random) => ({
    distribution: 'lognormal',
    medianMs: random.integer(20, 900),
    sigma: random.integer(0, 12) / 10,
    maxMs: 10_000,
    moment: random.pick(['before-processing', 'after-processing']),
  }),
  'slow-degradation': (random) => ({
    startMs: random.integer(0, 300),
    growthMs: random.integer(50, 600),
  }),
  hang: asIs,
  'slow-body': (random) => ({ chunkBytes: random.integer(16, 512), pauseMs: 50 }),
  'header-only': (random) => ({ afterwards: random.pick(['silence', 'close']) }),
  'cut-body': (random) => ({ afterBytes: random.integer(0, 400) }),
  'close-after-requests': (random) => ({
    requests: random.integer(1, 5),
    moment: random.pick(['next-request', 'after-answer']),
  }),
  'connection-reset': (random) => ({ afterMs: random.integer(0, 300) }),
  'no-100-continue': null,
  'malformed-body': (random) => ({ shape: random.pick(['half', 'empty', 'null', 'garbage']) }),
  'truncated-json': (random) => ({ keepRatio: random.integer(0, 99) / 100 }),
  'schema-drift': (random) => ({
    change: random.pick(['unknown-field', 'missing-field', 'changed-type', 'new-value']),
    where: random.pick(['answers', 'webhooks', 'both']),
  }),
  'crossed-answers': asIs,
  'html-error-page': serverError,
  'html-200': (random) => ({ takesEffect: random.chance(0.5) }),
  'http-200-error-body': asIs,
  'empty-object-503': asIs,
  redirect: (random) => ({ status: random.pick([301, 302, 303, 307, 308]) }),
  'unsigned-answer': asIs,
  'wrongly-signed-answer': asIs,
  'error-status': serverError,
  'rate-limit': (random) => ({ retryAfterSeconds: random.integer(1, 3) }),
  'bad-retry-after': (random) => ({
    value: random.pick(['word', 'negative', 'fraction', 'huge', 'empty', 'past-date', 'far-date']),
  }),
  maintenance: (random) => ({ retryAfterSeconds: random.integer(1, 30) }),
  'object-locked': (random) => ({
    lockMs: random.integer(200, 4_000),
    waitMs: random.integer(50, 1_000),
  }),
  capacity: (random) => ({
    places: random.integer(1, 3),
    serviceMs: random.integer(50, 600),
    queue: random.integer(0, 5),
    full: random.pick(['rate-limit', 'status', 'hang']),
  }),
  flapping: (random) => ({
    downMs: random.integer(200, 2_000),
    upMs: random.integer(200, 2_000),
    ...breakdown(random),
  }),
  'partial-outage': (random) => ({
    currency: random.pick(['EUR', 'USD', 'EUR,USD']),
    ...breakdown(random),
  }),
  'key-conflict': asIs,
  'token-expiry': (random) => ({ lifetimeMs: random.integer(200, 3_000), expireLive: true }),
  'token-endpoint-down': breakdown,
  'token-endpoint-slow': (random) => ({ delayMs: random.integer(100, 2_000) }),
  'stale-token-401': asIs,
  'decline-surge': (random) => ({ kind: random.pick(['soft', 'later', 'hard', 'fix-data']) }),
  'approved-for-a-decline': null,
  'wrong-amount-captured': null,
  'processed-then-lost': (random) => ({ by: random.pick(['reset', 'hang']) }),
  'processed-then-500': serverError,
  // A 429 is documented to mean that nothing was done.
  'processed-then-rate-limited': null,
  'late-arrival': (random) => ({ holdMs: random.integer(300, 5_000) }),
  'stale-read': (random) => ({ lagMs: random.integer(200, 2_000) }),
  'idempotency-store-lost': null,
  'webhook-drop': asIs,
  'webhook-late': (random) => ({ delayMs: random.integer(500, 10_000), spreadMs: 2_000 }),
  'webhook-duplicate': (random) => ({
    copies: random.integer(1, 4),
    afterMs: random.integer(0, 3_000),
  }),
  'webhook-reorder': (random) => ({ withinMs: random.integer(500, 5_000) }),
  'webhook-storm': (random) => ({ gatherMs: random.integer(500, 5_000) }),
  'webhook-replayed': asIs,
  'webhook-forged': asIs,
  'webhook-wrongly-signed': asIs,
  // The reference service learns secrets and the time once, when it starts.
  'signing-key-rotated': null,
  'clock-skew': null,
  'settlement-mismatch': null,
};
