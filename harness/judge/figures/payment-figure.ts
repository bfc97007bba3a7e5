import type { AttemptStarted } from '../../core/events.ts';
import type { PhaseName } from '../../core/phases.ts';
import { phaseAt, type Phase } from '../../core/phases.ts';
import { TEST_CARDS } from '../../core/test-cards.ts';
import type { OrderHistory } from '../history/order-history.ts';
import { excessMinorSeconds } from './excess.ts';
import { isDegraded, standingOf, type Standing } from './standing.ts';

/** What the figures need of one payment that a customer began. */
export interface PaymentFigure {
  readonly intendedT: number;
  readonly phase: PhaseName;
  readonly standing: Standing;
  readonly isDegraded: boolean;
  /** The test card is scripted to be declined, so that no service could have sold anything. */
  readonly isScriptedDecline: boolean;
  /** From the intended start to the first claim; null when there was none. */
  readonly latencyMs: number | null;
  /** Calls to providers that make or may move money, and how many of them were first tries. */
  readonly calls: number;
  readonly firstCalls: number;
  readonly excessMinorSeconds: number;
}

/** Null for an order that no customer began. */
export function figureOf(
  history: OrderHistory,
  phases: readonly Phase[],
  endMs: number,
): PaymentFigure | null {
  const { started } = history;
  if (started === null) return null;
  const { calls, firstCalls } = countCalls(history);
  return {
    intendedT: started.intendedT,
    phase: phaseAt(phases, started.intendedT),
    standing: standingOf(history),
    isDegraded: isDegraded(history),
    isScriptedDecline:
      history.owed !== null && TEST_CARDS[history.owed.card].issuerAnswer.kind === 'decline',
    latencyMs: latencyOf(history),
    calls,
    firstCalls,
    excessMinorSeconds: excessMinorSeconds(history, endMs),
  };
}

/** The payments of each phase, in their order. */
export type PaymentsByPhase = ReadonlyMap<PhaseName, readonly PaymentFigure[]>;

export function groupByPhase(payments: readonly PaymentFigure[]): PaymentsByPhase {
  return Map.groupBy(payments, ({ phase }) => phase);
}

/** Paid as claimed in time, of a customer whose card would pay. */
export const isGoodput = (figure: PaymentFigure): boolean =>
  figure.standing === 'succeeded' && !figure.isScriptedDecline;

function latencyOf({ answers, started }: OrderHistory): number | null {
  const first = answers.find(({ claim }) => claim !== null);
  return first === undefined || started === null ? null : first.t - started.intendedT;
}

function countCalls(history: OrderHistory): {
  readonly calls: number;
  readonly firstCalls: number;
} {
  let calls = 0;
  let firstCalls = 0;
  for (const attempt of history.attempts) {
    if (!isCall(attempt)) continue;
    calls += 1;
    if (attempt.retry === 0) firstCalls += 1;
  }
  return calls > 0 ? { calls, firstCalls } : countExchanges(history);
}

const isCall = ({ operation }: Pick<AttemptStarted, 'operation'>): boolean =>
  operation === 'create' || operation === 'confirm';

/** Without an audit trail the gateways tell: the first request of each operation is a first try. */
function countExchanges({ exchanges }: OrderHistory) {
  let calls = 0;
  const first = new Set<string>();
  for (const { operation, source } of exchanges) {
    if (operation !== 'create' && operation !== 'confirm') continue;
    calls += 1;
    first.add(`${source} ${operation}`);
  }
  return { calls, firstCalls: first.size };
}
