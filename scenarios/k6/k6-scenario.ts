import type { Options, Scenario } from 'k6/options';
import { areaOf, stretchesOf } from '../journeys/arrival-schedule.ts';
import type { LoadPlan } from '../journeys/load-plan.ts';

// The plan's arrivals in k6's words. k6 takes whole rates only, so that they are given for a
// thousand seconds at once.

const RATE_UNIT_SECONDS = 1_000;
const SLACK_SECONDS = 0.5;

export function optionsOf(plan: LoadPlan): Options {
  return {
    scenarios: { customers: scenarioOf(plan) },
    // Per-request tags cost more than the request: outcomes travel as events, not as samples.
    systemTags: ['scenario'],
    summaryTrendStats: ['avg', 'min', 'med', 'max', 'p(95)', 'p(99)', 'count'],
    discardResponseBodies: false,
    noConnectionReuse: false,
    noVUConnectionReuse: false,
    dns: { ttl: 'inf', select: 'first', policy: 'preferIPv4' },
    setupTimeout: '10s',
    userAgent: 'paydrill',
  };
}

function scenarioOf(plan: LoadPlan): Scenario {
  const common = {
    timeUnit: `${RATE_UNIT_SECONDS}s`,
    preAllocatedVUs: plan.virtualUsers,
    maxVUs: plan.virtualUsers,
    gracefulStop: `${plan.gracefulStopMs}ms`,
  };
  if (plan.arrival.kind === 'constant') {
    const { ratePerSecond } = plan.arrival;
    // A k6 that was held up at the very end would leave out the last arrivals. The iterations that
    // it starts in the time after them find no order and end at once.
    const seconds = plan.plannedIterations / ratePerSecond + SLACK_SECONDS;
    return {
      ...common,
      executor: 'constant-arrival-rate',
      rate: wholeRate(ratePerSecond),
      duration: microseconds(seconds),
    };
  }
  return {
    ...common,
    executor: 'ramping-arrival-rate',
    startRate: wholeRate(plan.arrival.startRatePerSecond),
    stages: stagesOf(plan),
  };
}

function stagesOf(plan: LoadPlan): { duration: string; target: number }[] {
  if (plan.arrival.kind !== 'ramping') return [];
  const stretches = stretchesOf(plan.arrival, plan.loadMs);
  const stages = stretches.map((stretch) => ({
    duration: microseconds(stretch.durationMs / 1000),
    target: wholeRate(stretch.toRatePerSecond),
  }));
  // k6 sums in floats, so that an area of exactly n may give n - 1 iterations, and it stops at the
  // very moment of the last one. A tail with an area of up to half an iteration settles both.
  const area = stretches.reduce((sum, each) => sum + areaOf(each), 0);
  const missing = plan.plannedIterations + 0.5 - area;
  if (missing > 0) {
    stages.push({ duration: '0s', target: wholeRate(TAIL_RATE_PER_SECOND) });
    stages.push({
      duration: microseconds(missing / TAIL_RATE_PER_SECOND),
      target: wholeRate(TAIL_RATE_PER_SECOND),
    });
  }
  // The stages count from when all virtual users are awake, the end of the load from before that.
  stages.push({ duration: '0s', target: 0 }, { duration: '1s', target: 0 });
  return stages;
}

const TAIL_RATE_PER_SECOND = 5;

const wholeRate = (ratePerSecond: number): number => Math.round(ratePerSecond * RATE_UNIT_SECONDS);
const microseconds = (seconds: number): string => `${Math.round(seconds * 1e6)}us`;
