import { z } from 'zod';
import { PROVIDERS, type ProviderName } from '../harness/core/outcome.ts';
import type { Policy } from '../harness/core/policy.ts';
import { RESILIENT_POLICY } from '../harness/core/resilient-policy.ts';
import { serviceError } from './errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the process was told, resolved and checked. */
export interface Settings {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly policy: Policy;
  /** In routing order. */
  readonly gateways: readonly ProviderName[];
  /** An SQLite file, or `:memory:`. */
  readonly storePath: string;
  readonly seed: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

const duration = z.number().min(0).max(86_400_000);
const ratio = z.number().min(0).max(1);
const count = z.int().min(0).max(1_000_000);

const POLICY: z.ZodType<Policy> = z.strictObject({
  name: z.string().min(1),
  summary: z.string(),
  deadlineMs: duration.min(1),
  attemptTimeoutMs: duration.min(1).nullable(),
  retry: z.strictObject({
    maxAttempts: z.int().min(1).max(100),
    backoff: z.discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('none') }),
      z.strictObject({
        kind: z.literal('exponential'),
        baseMs: duration,
        capMs: duration,
        jitter: z.enum(['none', 'equal', 'full']),
      }),
    ]),
    idempotencyKey: z.enum(['same', 'new']),
    budget: z.strictObject({ ratio: z.number().min(0).max(100), burst: count }).nullable(),
  }),
  breaker: z
    .strictObject({
      failureRatio: ratio,
      windowMs: duration.min(1),
      minimumCalls: z.int().min(1).max(1_000_000),
      halfOpenAfterMs: duration,
    })
    .nullable(),
  bulkhead: z
    .strictObject({ maxConcurrent: z.int().min(1).max(1_000_000), maxQueued: count })
    .nullable(),
  failover: z.strictObject({
    kind: z.enum(['none', 'fenced', 'on-unknown', 'second-hold']),
    maxProviders: z.int().min(1).max(100),
  }),
  reconcile: z.strictObject({
    isEnabled: z.boolean(),
    intervalMs: duration.min(1),
    settleAfterMs: duration,
  }),
  degradation: z.strictObject({
    acceptAndQueue: z.boolean(),
    offerOtherMethod: z.boolean(),
    promisedWithinMs: duration,
  }),
});

/** @throws PaydrillError (SERVICE_ERRORS) for what can't be meant. */
export function readSettings(environment: Environment): Settings {
  return Object.freeze({
    host: environment['HOST'] ?? '127.0.0.1',
    port: readInteger(environment, 'PORT', 65_535),
    policy: readPolicy(environment['PAYDRILL_POLICY']),
    gateways: readGateways(environment['PAYDRILL_GATEWAYS'] ?? PROVIDERS.join(',')),
    storePath: environment['PAYDRILL_STORE'] ?? ':memory:',
    seed: readInteger(environment, 'PAYDRILL_SEED', 4_294_967_295),
    logLevel: readLogLevel(environment['LOG_LEVEL'] ?? 'info'),
  });
}

function readInteger(environment: Environment, name: string, maximum: number): number {
  const got = environment[name] ?? '0';
  const value = Number(got);
  if (/^\d+$/.test(got) && value <= maximum) return value;
  const rule = `an integer from 0 to ${maximum}`;
  throw serviceError('SERVICE_SETTING_INVALID', { name, rule, got });
}

function readLogLevel(got: string): Settings['logLevel'] {
  const level = LOG_LEVELS.find((known) => known === got);
  if (level !== undefined) return level;
  const rule = `one of ${LOG_LEVELS.join(', ')}`;
  throw serviceError('SERVICE_SETTING_INVALID', { name: 'LOG_LEVEL', rule, got });
}

function readGateways(list: string): readonly ProviderName[] {
  const names = list.split(',').map((part) => part.trim());
  return [...new Set(names)].map((got) => {
    const name = PROVIDERS.find((known) => known === got);
    if (name !== undefined) return name;
    throw serviceError('SERVICE_GATEWAY_UNKNOWN', { got, known: PROVIDERS.join(', ') });
  });
}

function readPolicy(text: string | undefined): Policy {
  if (text === undefined || text === '') return RESILIENT_POLICY;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw serviceError('SERVICE_POLICY_INVALID', { reason }, { cause: error });
  }
  const parsed = POLICY.safeParse(value);
  if (parsed.success) return parsed.data;
  const reason = parsed.error.issues
    .map((issue) => `${issue.path.join('.') || 'policy'}: ${issue.message}`)
    .join('; ');
  throw serviceError('SERVICE_POLICY_INVALID', { reason });
}
