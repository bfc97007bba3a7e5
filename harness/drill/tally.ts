import type { ClientAnswered, RunEvent } from '../core/events.ts';

// Figures while the run goes on, from what customers and the service have said so far. They steer
// stop conditions and the progress line; the verdict is made from the complete events later.

export interface WindowFigures {
  readonly answered: number;
  /** Paid, authorised, refunded or a scripted decline, over all answered; null when none was. */
  readonly goodputRatio: number | null;
  readonly failureRatio: number | null;
  readonly latencyP95Ms: number | null;
  /** Null while the target has told nothing of its calls: it may keep no audit log. */
  readonly failuresByProvider: Readonly<Record<string, number>> | null;
}

interface Answer {
  readonly t: number;
  readonly isGood: boolean;
  readonly isFailure: boolean;
  readonly latencyMs: number;
}

export interface Tally {
  add(events: readonly RunEvent[]): void;
  /** Figures of the answers in [fromT, toT). */
  figures(fromT: number, toT: number): WindowFigures;
  /** First answers in [fromT, toT), and how many of them were good. */
  sound(fromT: number, toT: number): { readonly offered: number; readonly good: number };
  readonly started: number;
  readonly finished: number;
  /** Every order that a customer has begun. */
  readonly orders: ReadonlySet<string>;
}

/** Keeps the first claim of each order, and provider failures, in order of arrival. */
export function createTally(): Tally {
  const answers: Answer[] = [];
  const failures: { readonly t: number; readonly provider: string }[] = [];
  const intended = new Map<string, number>();
  const judged = new Set<string>();
  let finished = 0;
  let isTold = false;

  const addAnswer = (event: ClientAnswered): void => {
    if (event.request !== 'pay' || judged.has(event.order)) return;
    if (event.failure === 'gave-up') return;
    judged.add(event.order);
    answers.push({
      t: event.t,
      isGood: isGoodAnswer(event),
      isFailure: event.claim === null,
      latencyMs: event.t - (intended.get(event.order) ?? event.startT),
    });
  };

  return {
    add(events) {
      for (const event of events) {
        if (event.source === 'service') isTold = true;
        switch (event.kind) {
          case 'client-started':
            intended.set(event.order, event.intendedT);
            break;
          case 'client-answered':
            addAnswer(event);
            break;
          case 'client-finished':
            finished += 1;
            break;
          case 'attempt-ended':
            if (event.outcome === 'unknown' || event.outcome === 'not-processed') {
              failures.push({ t: event.t, provider: event.provider });
            }
            break;
          default:
            break;
        }
      }
    },
    figures(fromT, toT) {
      const within = answers.filter((answer) => answer.t >= fromT && answer.t < toT);
      const failuresByProvider: Record<string, number> = {};
      for (const failure of failures) {
        if (failure.t < fromT || failure.t >= toT) continue;
        failuresByProvider[failure.provider] = (failuresByProvider[failure.provider] ?? 0) + 1;
      }
      const share = (isMember: (answer: Answer) => boolean): number | null =>
        within.length === 0 ? null : within.filter(isMember).length / within.length;
      const latencies = within.map((answer) => answer.latencyMs).toSorted((a, b) => a - b);
      return {
        answered: within.length,
        goodputRatio: share((answer) => answer.isGood),
        failureRatio: share((answer) => answer.isFailure),
        latencyP95Ms: latencies[Math.floor(latencies.length * 0.95)] ?? null,
        failuresByProvider: isTold ? failuresByProvider : null,
      };
    },
    sound(fromT, toT) {
      const within = answers.filter((answer) => answer.t >= fromT && answer.t < toT);
      return { offered: within.length, good: within.filter((answer) => answer.isGood).length };
    },
    get started() {
      return intended.size;
    },
    get finished() {
      return finished;
    },
    get orders() {
      return new Set(intended.keys());
    },
  };
}

function isGoodAnswer(event: ClientAnswered): boolean {
  if (event.claim === null) return false;
  return event.claim.status === 'not-charged'
    ? event.claim.reason === 'declined'
    : event.claim.status !== 'pending';
}
