import type { AttemptEnded, BreakerChanged, Routed, RunEvent } from '../../core/events.ts';
import type { ProviderName } from '../../core/outcome.ts';
import type { BreakerPolicy } from '../../core/policy.ts';
import type { Witness } from '../../core/record.ts';
import { CLOCK_TOLERANCE_MS } from '../history/promise.ts';
import type { RunInvariant } from './invariant.ts';

// Breakers count in windows of their own, so only what no window can excuse is accused: twice as
// many failures as are needed, in half the time, and nothing but failures. Well-ended calls of a
// window and a half count against that.

/** A call that failed, with its place in the audit trail. */
interface Trouble {
  readonly startSeq: number;
  readonly end: AttemptEnded;
}

interface Trail {
  readonly troubles: Trouble[];
  /** Calls that ended well, or with a decline: a provider at work. */
  readonly well: AttemptEnded[];
}

/** How much more than its share of calls must fail before a breaker is accused. */
const RATIO_MARGIN = 0.1;

export const breakerRules: RunInvariant = {
  name: 'breaker-rules',
  scope: 'run',
  promise:
    'Where nothing but failures come from a provider its breaker opens, and a provider is not left out because of an open breaker when the time to try it again has come.',
  isMoney: false,
  requires: ['audit'],
  begin({ run, loose }) {
    const { breaker } = run.scenario.policy;
    const changes = loose.filter(isChange).toSorted((a, b) => a.seq - b.seq);
    const starts = loose.filter(({ kind }) => kind === 'service-started').map(({ seq }) => seq);
    const trails = new Map<ProviderName, Trail>();
    const violations: Witness[] = [];
    return {
      see({ attempts, ends, routes }) {
        if (breaker === null) return;
        for (const end of ends) {
          let trail = trails.get(end.provider);
          if (trail === undefined) trails.set(end.provider, (trail = { troubles: [], well: [] }));
          if (OWN_REFUSALS.has(end.code)) continue;
          if (end.outcome === 'unknown' || end.outcome === 'not-processed') {
            const start = attempts.find(({ attempt }) => attempt === end.attempt);
            if (start !== undefined) trail.troubles.push({ startSeq: start.seq, end });
          } else {
            trail.well.push(end);
          }
        }
        for (const route of routes) {
          const witness = leftOutTooLong(route, changes, starts, breaker);
          if (witness !== null) violations.push(witness);
        }
      },
      finish() {
        if (breaker === null) return { checked: 0, violations: [] };
        for (const [provider, trail] of trails) {
          const events = changes.filter((change) => change.provider === provider);
          const moves = [...events.map(({ seq }) => seq), ...starts];
          const witness = neverOpened(provider, trail, moves, breaker);
          if (witness !== null) violations.push(witness);
        }
        return { checked: 1, violations };
      },
    };
  },
};

/** Codes of calls that never left; a breaker does not count them. */
const OWN_REFUSALS: ReadonlySet<string> = new Set([
  'breaker-open',
  'breaker-half-open',
  'bulkhead-full',
  'queue-timeout',
  'aborted',
]);

const isChange = (event: RunEvent): event is BreakerChanged => event.kind === 'breaker';

function leftOutTooLong(
  route: Routed,
  changes: readonly BreakerChanged[],
  starts: readonly number[],
  { halfOpenAfterMs }: BreakerPolicy,
): Witness | null {
  for (const { provider, reason } of route.skipped) {
    if (reason !== 'breaker-open') continue;
    const last = changes.findLast((each) => each.provider === provider && each.seq < route.seq);
    if (last?.state !== 'open') continue;
    if (starts.some((seq) => seq > last.seq && seq < route.seq)) continue;
    if (route.t <= last.t + halfOpenAfterMs + CLOCK_TOLERANCE_MS) continue;
    return {
      paymentId: route.payment,
      story: `${provider} was left out ${Math.round(route.t - last.t)} ms after its breaker had opened; it is to be tried again after ${halfOpenAfterMs} ms.`,
      events: [last, route],
    };
  }
  return null;
}

/** @param moves where the breaker changed or the service began anew */
function neverOpened(
  provider: ProviderName,
  { troubles, well }: Trail,
  moves: readonly number[],
  { minimumCalls, windowMs, failureRatio }: BreakerPolicy,
): Witness | null {
  const needed = minimumCalls * 2 + 1;
  if (troubles.length <= needed) return null;
  const inOrder = troubles.toSorted((a, b) => a.end.seq - b.end.seq);
  // Numbers sort ten times as fast in a typed array, and there is one for nearly every call.
  const breaks = new Float64Array(well.length + moves.length);
  breaks.set(moves);
  let next = moves.length;
  for (const { seq } of well) {
    breaks[next] = seq;
    next += 1;
  }
  breaks.sort();
  let from = 0;
  let nextBreak = 0;
  for (const [index, { startSeq, end }] of inOrder.entries()) {
    // A row of failures ends with whatever is no failure, and is half a window long at most.
    while ((breaks[nextBreak] ?? Number.POSITIVE_INFINITY) < end.seq) {
      nextBreak += 1;
      from = index;
    }
    const last = inOrder[index - 1];
    const sinceHalfT = (last?.end.t ?? 0) - windowMs / 2;
    while (isBefore(inOrder[from], sinceHalfT)) from += 1;
    const first = inOrder[from];
    const failures = index - from;
    // It was asked after all of them had failed.
    if (first === undefined || last === undefined || failures < needed) continue;
    if (startSeq < last.end.seq) continue;
    const sinceT = last.end.t - windowMs * 1.5;
    const calls = failures + well.filter(({ seq, t }) => t > sinceT && seq < end.seq).length;
    if (failures / calls < Math.min(1, failureRatio + RATIO_MARGIN)) continue;
    return {
      paymentId: end.payment,
      story: `${provider} was asked again after ${failures} calls in a row had failed within ${Math.round(last.end.t - first.end.t)} ms; its breaker opens after ${minimumCalls}.`,
      events: [first.end, last.end, end],
    };
  }
  return null;
}

const isBefore = (trouble: Trouble | undefined, t: number): boolean =>
  trouble !== undefined && trouble.end.t < t;
