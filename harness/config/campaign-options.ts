import { availableParallelism } from 'node:os';
import { configError } from './errors.ts';
import { duration } from './schema-values.ts';

/** What users write, as text where it comes from a command line. */
export interface CampaignInput {
  readonly seeds?: string | number | undefined;
  readonly workers?: string | number | undefined;
  /** `1/4`: the first of four. */
  readonly shard?: string | undefined;
  readonly timeLimit?: string | number | undefined;
  /** True: guided; a number: this variant of each seed. */
  readonly swarm?: string | boolean | undefined;
}

export interface CampaignOptions {
  readonly seeds: number;
  readonly workers: number;
  /** Its index counts from 1. */
  readonly shard: { readonly index: number; readonly count: number } | null;
  readonly timeLimitMs: number | null;
  readonly swarm: 'guided' | number | null;
}

const DEFAULT_SEEDS = 100;
const MOST_SEEDS = 1_000_000;
const MOST_WORKERS = 256;
const MOST_SHARDS = 10_000;
const MOST_VARIANTS = 100_000;

/**
 * How many seeds, by how many threads, and which part of them.
 *
 * @param firstSeed the seeds count on from here and must stay seeds
 * @throws CONFIG_INVALID_VALUE
 */
export function resolveCampaign(input: CampaignInput, firstSeed: number): CampaignOptions {
  const seeds = wholeNumber('--seeds', input.seeds ?? DEFAULT_SEEDS, MOST_SEEDS);
  if (firstSeed + seeds > 2 ** 32) {
    const rule = `must leave the last seed at 4294967295 or below, with --seed ${firstSeed}`;
    throw invalid('--seeds', rule, seeds);
  }
  return {
    seeds,
    workers: wholeNumber('--workers', input.workers ?? availableParallelism(), MOST_WORKERS),
    shard: input.shard === undefined ? null : parseShard(input.shard),
    timeLimitMs: input.timeLimit === undefined ? null : parseLimit(input.timeLimit),
    swarm: parseSwarm(input.swarm ?? false),
  };
}

function parseSwarm(given: string | boolean): 'guided' | number | null {
  if (typeof given === 'boolean') return given ? 'guided' : null;
  const variant = /^\d{1,6}$/.test(given) ? Number(given) : Number.NaN;
  if (variant <= MOST_VARIANTS) return variant;
  throw invalid(
    '--swarm',
    `must be left bare or be a whole number from 0 to ${MOST_VARIANTS}`,
    given,
  );
}

function wholeNumber(where: string, given: string | number, most: number): number {
  const value = typeof given === 'number' || /^\d+$/.test(given) ? Number(given) : Number.NaN;
  if (Number.isInteger(value) && value >= 1 && value <= most) return value;
  throw invalid(where, `must be a whole number from 1 to ${most}`, given);
}

function parseShard(given: string): { readonly index: number; readonly count: number } {
  const [, index = 0, count = 0] = /^(\d+)\/(\d+)$/.exec(given)?.map(Number) ?? [];
  if (count >= 1 && count <= MOST_SHARDS && index >= 1 && index <= count) return { index, count };
  throw invalid('--shard', 'must be i/n with i from 1 to n, such as 2/4', given);
}

function parseLimit(given: string | number): number {
  const isNumber = typeof given === 'string' && /^\d+$/.test(given);
  const parsed = duration(1).safeParse(isNumber ? Number(given) : given);
  if (parsed.success) return parsed.data;
  throw invalid('--time-limit', parsed.error.issues[0]?.message ?? 'must be a duration', given);
}

const invalid = (where: string, rule: string, got: string | number) =>
  configError('CONFIG_INVALID_VALUE', { where, rule, got: JSON.stringify(got) });
