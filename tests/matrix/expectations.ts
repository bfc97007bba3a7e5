import type { VerdictOutcome } from '../../harness/core/verdict.ts';
import type { CatalogueName } from '../../scenarios/catalogue/registry.ts';
import type { PolicyName } from '../../scenarios/policies/registry.ts';
import type { CellResult } from './run-cell.ts';

// What each policy must come to in each scenario. Written from what the policy does wrong and what
// the scenario does to it, and checked against real runs: a harness that finds nothing in bad
// policies has not been tested.

export interface Expectation {
  readonly outcomes: readonly VerdictOutcome[];
  /** Invariants that break every time. */
  readonly breaks: readonly string[];
  /** Invariants that break or hold by a race that no seed decides. */
  readonly mayBreak: readonly string[];
}

const DOUBLE = 'no-double-charge';
const CLAIM = 'no-charge-without-claim';
const HOLD = 'no-stranded-hold';
const FENCE = 'fenced-failover';
const UNKNOWN = 'unknowns-resolved';

const holds: Expectation = { outcomes: ['held'], breaks: [], mayBreak: [] };

/** No promise breaks, but an objective is crossed, or too near its bound to tell on a short scale. */
const misses: Expectation = { outcomes: ['failed', 'inconclusive'], breaks: [], mayBreak: [] };

/** Does something wrong that this scenario need not punish: a little slower, a little more load. */
const risksObjectives: Expectation = {
  outcomes: ['held', 'failed', 'inconclusive'],
  breaks: [],
  mayBreak: [],
};

const fails = (breaks: readonly string[], mayBreak: readonly string[] = []): Expectation => ({
  outcomes: ['failed'],
  breaks,
  mayBreak,
});

/** May get away with it: the harmful race is rare here. */
const risks = (...mayBreak: readonly string[]): Expectation => ({
  outcomes: ['held', 'failed', 'inconclusive'],
  breaks: [],
  mayBreak,
});

type Row = Readonly<Record<PolicyName, Expectation>>;

// Never asks again, so that whatever it does not know at once it never knows.
const neverAsksAgain = fails([UNKNOWN], [CLAIM, HOLD]);
const neverAsksAgainAboutMoney = fails([CLAIM, HOLD, UNKNOWN]);

export const EXPECTATIONS: Readonly<Record<CatalogueName, Row>> = {
  'provider-outage': {
    resilient: holds,
    'second-hold': holds,
    'no-retry': neverAsksAgain,
    'retry-new-key': risks(DOUBLE, FENCE, CLAIM, HOLD, UNKNOWN),
    'retry-storm': misses,
    'failover-on-unknown': fails([FENCE], [DOUBLE, CLAIM, HOLD, UNKNOWN]),
    'no-timeout': risks(CLAIM, HOLD, UNKNOWN),
    'no-breaker': risksObjectives,
  },
  'provider-brownout': {
    resilient: holds,
    'second-hold': holds,
    'no-retry': neverAsksAgain,
    'retry-new-key': fails([DOUBLE], [FENCE, CLAIM, HOLD, UNKNOWN]),
    'retry-storm': risksObjectives,
    'failover-on-unknown': fails([DOUBLE, FENCE], [CLAIM, HOLD, UNKNOWN]),
    'no-timeout': risksObjectives,
    'no-breaker': risksObjectives,
  },
  'token-expiry': {
    resilient: holds,
    'second-hold': holds,
    // A refused token was certainly no charge: nothing is unknown, only fewer are paid.
    'no-retry': misses,
    'retry-new-key': holds,
    'retry-storm': risksObjectives,
    'failover-on-unknown': holds,
    'no-timeout': holds,
    'no-breaker': risksObjectives,
  },
  'answer-lost': {
    resilient: holds,
    'second-hold': holds,
    'no-retry': neverAsksAgainAboutMoney,
    'retry-new-key': fails([DOUBLE], [FENCE, CLAIM, HOLD, UNKNOWN]),
    // The same key asked for as often as one likes is harmless here.
    'retry-storm': risksObjectives,
    'failover-on-unknown': fails([DOUBLE, FENCE], [CLAIM, HOLD, UNKNOWN]),
    'no-timeout': fails([CLAIM], [HOLD, UNKNOWN]),
    'no-breaker': risksObjectives,
  },
  'late-arrival': {
    resilient: holds,
    'second-hold': holds,
    'no-retry': fails([CLAIM, UNKNOWN], [HOLD]),
    'retry-new-key': fails([DOUBLE], [FENCE, CLAIM, HOLD, UNKNOWN]),
    'retry-storm': risksObjectives,
    'failover-on-unknown': fails([DOUBLE, FENCE], [CLAIM, HOLD, UNKNOWN]),
    'no-timeout': fails([CLAIM, UNKNOWN], [HOLD]),
    'no-breaker': risksObjectives,
  },
  'flaky-network': {
    resilient: holds,
    'second-hold': holds,
    'no-retry': neverAsksAgain,
    'retry-new-key': fails([DOUBLE], [FENCE, CLAIM, HOLD, UNKNOWN]),
    'retry-storm': risksObjectives,
    'failover-on-unknown': fails([FENCE], [DOUBLE, CLAIM, HOLD, UNKNOWN]),
    'no-timeout': risksObjectives,
    'no-breaker': risksObjectives,
  },
  'rate-limit': {
    resilient: holds,
    'second-hold': holds,
    // 429 is a definite no: fewer are paid, nobody wrongly.
    'no-retry': misses,
    'retry-new-key': holds,
    'retry-storm': risksObjectives,
    'failover-on-unknown': holds,
    'no-timeout': holds,
    'no-breaker': risksObjectives,
  },
  'all-providers-down': {
    resilient: holds,
    'second-hold': holds,
    'no-retry': misses,
    'retry-new-key': risks(DOUBLE, FENCE, CLAIM, HOLD, UNKNOWN),
    'retry-storm': misses,
    'failover-on-unknown': risks(DOUBLE, FENCE, CLAIM, HOLD, UNKNOWN),
    'no-timeout': risksObjectives,
    // Goes on asking two providers that are both dead.
    'no-breaker': misses,
  },
  'decline-surge': {
    resilient: holds,
    'second-hold': holds,
    // A soft decline may be approved elsewhere; it never asks elsewhere.
    'no-retry': misses,
    'retry-new-key': holds,
    'retry-storm': holds,
    'failover-on-unknown': holds,
    'no-timeout': holds,
    'no-breaker': holds,
  },
  'slow-then-dead': {
    resilient: holds,
    'second-hold': holds,
    'no-retry': neverAsksAgain,
    'retry-new-key': fails([DOUBLE], [FENCE, CLAIM, HOLD, UNKNOWN]),
    'retry-storm': risksObjectives,
    'failover-on-unknown': fails([DOUBLE, FENCE], [CLAIM, HOLD, UNKNOWN]),
    'no-timeout': misses,
    'no-breaker': risksObjectives,
  },
  'service-killed': {
    resilient: holds,
    'second-hold': holds,
    'no-retry': risks(CLAIM, HOLD, UNKNOWN),
    'retry-new-key': risks(DOUBLE, FENCE, CLAIM, HOLD, UNKNOWN),
    'retry-storm': risksObjectives,
    'failover-on-unknown': risks(DOUBLE, FENCE, CLAIM, HOLD, UNKNOWN),
    'no-timeout': risksObjectives,
    'no-breaker': risksObjectives,
  },
  'impatient-customers': {
    resilient: holds,
    'second-hold': holds,
    'no-retry': neverAsksAgain,
    'retry-new-key': risks(DOUBLE, FENCE, CLAIM, HOLD, UNKNOWN),
    'retry-storm': risksObjectives,
    'failover-on-unknown': risks(DOUBLE, FENCE, CLAIM, HOLD, UNKNOWN),
    'no-timeout': risksObjectives,
    'no-breaker': risksObjectives,
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
