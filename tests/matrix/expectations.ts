import type { VerdictOutcome } from '../../harness/core/verdict.ts';
import type { CatalogueName } from '../../scenarios/catalogue/registry.ts';
import type { PolicyName } from '../../scenarios/policies/registry.ts';
import type { CellResult } from './run-cell.ts';

// What each policy comes to in each scenario on the short scale of `run-cell.ts`. Written from what the
// policy does wrong and what the scenario does to it, and held against real runs and against four seeds
// of each cell in virtual time: what broke in all of them has to break, what broke in some may, and
// anything else is a difference. A harness that finds nothing in bad policies has not been tested.

export interface Expectation {
  readonly outcomes: readonly VerdictOutcome[];
  /** Invariants that break every time. */
  readonly breaks: readonly string[];
  /** Invariants that break for a few payments or none: by a race, or by which orders meet the fault. */
  readonly mayBreak: readonly string[];
}

const DOUBLE = 'no-double-charge';
const CLAIM = 'no-charge-without-claim';
const HOLD = 'no-stranded-hold';
const FENCE = 'fenced-failover';
const UNKNOWN = 'unknowns-resolved';

const keepsPromises = (...outcomes: readonly VerdictOutcome[]): Expectation => ({
  outcomes,
  breaks: [],
  mayBreak: [],
});

const holds = keepsPromises('held');

/** No promise breaks, but an objective is clearly crossed. */
const misses = keepsPromises('failed');

/** An objective is so near its bound that so few payments don't tell on which side. */
const nearlyMisses = keepsPromises('inconclusive', 'failed');
const nearlyHolds = keepsPromises('held', 'inconclusive');

const fails = (breaks: readonly string[], mayBreak: readonly string[] = []): Expectation => ({
  outcomes: ['failed'],
  breaks,
  mayBreak,
});

/** Gets away with it where nobody meets the harmful race. */
const risks = (otherwise: VerdictOutcome, ...mayBreak: readonly string[]): Expectation => ({
  outcomes: [otherwise, 'failed'],
  breaks: [],
  mayBreak,
});

type Row = Readonly<Record<PolicyName, Expectation>>;

const good = { resilient: holds, 'second-hold': holds } as const;

export const EXPECTATIONS: Readonly<Record<CatalogueName, Row>> = {
  'provider-outage': {
    ...good,
    // What was under way when the provider went is never asked for again.
    'no-retry': fails([UNKNOWN], [CLAIM, HOLD]),
    'retry-new-key': risks('held', DOUBLE, FENCE, HOLD),
    'retry-storm': misses,
    'failover-on-unknown': fails([FENCE], [DOUBLE, CLAIM, HOLD, UNKNOWN]),
    'no-timeout': holds,
    'no-breaker': nearlyMisses,
  },
  'provider-brownout': {
    ...good,
    'no-retry': fails([CLAIM, HOLD, UNKNOWN]),
    'retry-new-key': fails([DOUBLE, FENCE], [CLAIM, HOLD, UNKNOWN]),
    'retry-storm': holds,
    'failover-on-unknown': fails([DOUBLE, FENCE, HOLD], [CLAIM, UNKNOWN]),
    // Waits for what is slow; on a busy machine its baseline has few payments to be sure of.
    'no-timeout': nearlyHolds,
    'no-breaker': holds,
  },
  'token-expiry': {
    ...good,
    // A refused token was certainly no charge: nothing is unknown, only fewer are paid.
    'no-retry': nearlyMisses,
    'retry-new-key': holds,
    'retry-storm': nearlyMisses,
    'failover-on-unknown': holds,
    'no-timeout': holds,
    'no-breaker': holds,
  },
  'answer-lost': {
    ...good,
    'no-retry': fails([CLAIM, HOLD, UNKNOWN]),
    'retry-new-key': fails([DOUBLE, CLAIM, HOLD, UNKNOWN]),
    // The same key asked for as often as one likes is harmless here.
    'retry-storm': holds,
    'failover-on-unknown': fails([DOUBLE, CLAIM, HOLD, FENCE, UNKNOWN]),
    // Those that hang for ever, in a tenth of the confirms.
    'no-timeout': fails([CLAIM, HOLD, UNKNOWN]),
    'no-breaker': holds,
  },
  'late-arrival': {
    ...good,
    'no-retry': fails([CLAIM, HOLD, UNKNOWN]),
    'retry-new-key': fails([DOUBLE, HOLD, FENCE], [CLAIM, UNKNOWN]),
    'retry-storm': holds,
    'failover-on-unknown': fails([DOUBLE, HOLD, FENCE], [CLAIM, UNKNOWN]),
    'no-timeout': fails([CLAIM, HOLD, UNKNOWN]),
    'no-breaker': holds,
  },
  'flaky-network': {
    ...good,
    'no-retry': fails([UNKNOWN], [CLAIM, HOLD]),
    // Most of what is lost here was lost on its way there.
    'retry-new-key': risks('held', DOUBLE, CLAIM, HOLD, FENCE, UNKNOWN),
    'retry-storm': nearlyMisses,
    'failover-on-unknown': fails([FENCE], [DOUBLE, CLAIM, HOLD, UNKNOWN]),
    'no-timeout': holds,
    'no-breaker': holds,
  },
  'rate-limit': {
    ...good,
    // 429 is a definite no: fewer are paid, nobody wrongly.
    'no-retry': misses,
    'retry-new-key': holds,
    'retry-storm': holds,
    'failover-on-unknown': holds,
    'no-timeout': holds,
    'no-breaker': holds,
  },
  'all-providers-down': {
    ...good,
    'no-retry': risks('inconclusive', CLAIM, HOLD, UNKNOWN),
    'retry-new-key': risks('held', DOUBLE, CLAIM, HOLD, UNKNOWN),
    'retry-storm': nearlyMisses,
    'failover-on-unknown': holds,
    'no-timeout': holds,
    // Goes on asking two providers that are both dead.
    'no-breaker': nearlyMisses,
  },
  'decline-surge': {
    ...good,
    // A soft decline may be approved elsewhere; it never asks elsewhere.
    'no-retry': misses,
    'retry-new-key': holds,
    'retry-storm': holds,
    'failover-on-unknown': holds,
    'no-timeout': holds,
    'no-breaker': holds,
  },
  'slow-then-dead': {
    ...good,
    'no-retry': fails([CLAIM, HOLD, UNKNOWN]),
    'retry-new-key': fails([DOUBLE, FENCE], [CLAIM, HOLD, UNKNOWN]),
    'retry-storm': nearlyMisses,
    'failover-on-unknown': fails([DOUBLE, HOLD, FENCE], [CLAIM, UNKNOWN]),
    'no-timeout': nearlyMisses,
    'no-breaker': nearlyHolds,
  },
  'service-killed': {
    ...good,
    // Nobody asks what came of the calls that the killed process had under way.
    'no-retry': fails([CLAIM, UNKNOWN], [HOLD]),
    'retry-new-key': holds,
    'retry-storm': holds,
    'failover-on-unknown': holds,
    'no-timeout': holds,
    'no-breaker': holds,
  },
  'impatient-customers': {
    ...good,
    'no-retry': fails([CLAIM, UNKNOWN]),
    'retry-new-key': holds,
    'retry-storm': holds,
    'failover-on-unknown': fails([DOUBLE, FENCE]),
    'no-timeout': holds,
    'no-breaker': holds,
  },
};

/** One sentence for each way in which a cell differs from what is expected; empty when none. */
export function judgeCell(result: CellResult): readonly string[] {
  const rows: Readonly<Record<string, Readonly<Record<string, Expectation>>>> = EXPECTATIONS;
  const expected = rows[result.scenario]?.[result.policy];
  if (expected === undefined) return ['nothing is expected of this cell'];
  const { outcomes, breaks, mayBreak } = expected;
  const because = result.reasons.slice(0, 3).join(' ');
  return [
    ...(outcomes.includes(result.outcome)
      ? []
      : [`${result.outcome}, expected ${outcomes.join(' or ')}: ${because}`]),
    ...breaks.filter((name) => !result.broken.includes(name)).map((name) => `${name} held`),
    ...result.broken
      .filter((name) => !breaks.includes(name) && !mayBreak.includes(name))
      .map((name) => `${name} broke`),
  ];
}
