import type { Order } from '../../harness/core/order.ts';
import type { PhaseFigures, RunRecord } from '../../harness/core/record.ts';
import type { Scenario } from '../../harness/core/scenario.ts';
import {
  figureOf,
  isGoodput,
  type PaymentFigure,
} from '../../harness/judge/figures/payment-figure.ts';
import { forEachOrder } from '../../harness/judge/history/each-order.ts';
import { surveyEvents } from '../../harness/judge/history/survey.ts';
import { compareDraws, type DrawComparison } from './draws.ts';
import { testEquivalence, type Equivalence } from './equivalence.ts';
import type { PlayedRun } from './read-run.ts';

/** Stated beforehand: what an on-call engineer would call the same. */
export const GOODPUT_MARGIN = 0.05;
export const AMPLIFICATION_MARGIN = 0.15;

const BIN_MS = 250;

export interface Comparison {
  readonly isSameVerdict: boolean;
  readonly isSameBroken: boolean;
  /** The same orders began in both, with the same arrival in the plan. */
  readonly areOrdersSame: boolean;
  readonly draws: DrawComparison;
  /** Live minus simulated, of the payments that began under fault; null when there are none. */
  readonly goodput: Equivalence | null;
  /** The natural logarithm of live over simulated. */
  readonly amplification: Equivalence | null;
}

export const brokenIn = ({ invariants }: RunRecord): readonly string[] =>
  invariants
    .filter(({ judged, violations }) => judged && violations > 0)
    .map(({ name }) => name)
    .toSorted();

/** Compares what came of one seed in the two worlds. */
export function compareRuns(
  scenario: Scenario,
  orders: readonly Order[],
  live: PlayedRun,
  simulated: PlayedRun,
  comparisons: number,
): Comparison {
  const fault = live.record.phases.find(({ name }) => name === 'fault');
  const pairs = fault === undefined ? [] : pairUp(orders, live, simulated);
  const bins = fault === undefined ? null : intoBins(fault, pairs);
  return {
    isSameVerdict: live.record.verdict.outcome === simulated.record.verdict.outcome,
    isSameBroken: String(brokenIn(live.record)) === String(brokenIn(simulated.record)),
    areOrdersSame: String(ordersOf(live)) === String(ordersOf(simulated)),
    draws: compareDraws(scenario, live.events, simulated.events),
    goodput: bins === null ? null : compareGoodput(bins, comparisons),
    amplification: bins === null ? null : compareAmplification(bins, comparisons),
  };
}

const ordersOf = ({ events }: PlayedRun): readonly string[] =>
  events.flatMap((event) => (event.kind === 'client-started' ? [event.order] : [])).toSorted();

type Pair = readonly [live: PaymentFigure, simulated: PaymentFigure];

function pairUp(orders: readonly Order[], live: PlayedRun, simulated: PlayedRun): readonly Pair[] {
  const there = figuresOf(orders, simulated);
  return [...figuresOf(orders, live)].flatMap(([order, figure]): Pair[] => {
    const other = there.get(order);
    return other === undefined || figure.phase !== 'fault' ? [] : [[figure, other]];
  });
}

function figuresOf(
  orders: readonly Order[],
  { record, events }: PlayedRun,
): ReadonlyMap<string, PaymentFigure> {
  const survey = surveyEvents(events);
  const figures = new Map<string, PaymentFigure>();
  forEachOrder(survey, orders, (history) => {
    const figure = figureOf(history, record.phases, survey.endMs);
    if (figure !== null) figures.set(history.order, figure);
  });
  return figures;
}

interface Bin {
  readonly wanted: number;
  readonly paidMore: number;
  readonly calls: readonly [live: number, simulated: number];
  readonly firstCalls: readonly [live: number, simulated: number];
}

/** Both figures of a payment are in the bin of its planned arrival, which is the same. */
function intoBins({ startMs, endMs }: PhaseFigures, pairs: readonly Pair[]): readonly Bin[] {
  const count = Math.max(1, Math.ceil((endMs - startMs) / BIN_MS));
  return Array.from({ length: count }, (_, bin) => {
    const own = pairs.filter(([{ intendedT }]) => {
      const at = Math.floor((intendedT - startMs) / BIN_MS);
      return Math.min(Math.max(at, 0), count - 1) === bin;
    });
    const sum = (value: (pair: Pair) => number): number =>
      own.reduce((total, pair) => total + value(pair), 0);
    return {
      wanted: sum(([live]) => (live.isScriptedDecline ? 0 : 1)),
      paidMore: sum(([live, other]) => Number(isGoodput(live)) - Number(isGoodput(other))),
      calls: [sum(([live]) => live.calls), sum(([, other]) => other.calls)],
      firstCalls: [sum(([live]) => live.firstCalls), sum(([, other]) => other.firstCalls)],
    };
  });
}

type Weights = ArrayLike<number>;

const weigh = (bins: readonly Bin[], weights: Weights, value: (bin: Bin) => number): number => {
  let sum = 0;
  for (const [index, bin] of bins.entries()) sum += value(bin) * (weights[index] ?? 0);
  return sum;
};

function compareGoodput(bins: readonly Bin[], comparisons: number): Equivalence {
  const statistic = (weights: Weights): number => {
    const wanted = weigh(bins, weights, (bin) => bin.wanted);
    return wanted === 0 ? 0 : weigh(bins, weights, (bin) => bin.paidMore) / wanted;
  };
  const margin = { low: -GOODPUT_MARGIN, high: GOODPUT_MARGIN };
  return testEquivalence(bins.length, statistic, margin, comparisons);
}

function compareAmplification(bins: readonly Bin[], comparisons: number): Equivalence {
  const ratio = (weights: Weights, world: 0 | 1): number =>
    weigh(bins, weights, ({ calls }) => calls[world]) /
    weigh(bins, weights, ({ firstCalls }) => firstCalls[world]);
  const statistic = (weights: Weights): number => {
    const logarithm = Math.log(ratio(weights, 0) / ratio(weights, 1));
    return Number.isFinite(logarithm) ? logarithm : 0;
  };
  const high = Math.log(1 + AMPLIFICATION_MARGIN);
  return testEquivalence(bins.length, statistic, { low: -high, high }, comparisons);
}
