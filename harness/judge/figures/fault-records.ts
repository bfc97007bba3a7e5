import { assertNever } from '../../core/assert-never.ts';
import type { FaultCount, FaultRecord } from '../../core/record.ts';
import type { ScheduledFault } from '../../core/scenario.ts';
import type { OrderHistory } from '../history/order-history.ts';
import type { Exchange } from '../../core/events.ts';
import { Absences } from './absences.ts';
import { describeFault } from './describe-fault.ts';
import type { FaultFact } from './fault-facts.ts';

interface Watched {
  readonly fault: ScheduledFault;
  readonly fact: FaultFact;
  readonly fromT: number;
  readonly untilT: number;
  /** Null where the target's own trail tells, or where there is no gateway. */
  readonly absences: Absences | null;
  touched: number;
  routedAway: number;
}

/** Counts what met each fault, and what was routed away from it. */
export class FaultWatch {
  readonly #watched: readonly Watched[];
  readonly #hasAudit: boolean;

  constructor(faults: readonly ScheduledFault[], facts: readonly FaultFact[], hasAudit: boolean) {
    this.#hasAudit = hasAudit;
    const noted = faults.flatMap((fault) => {
      const fact = facts.find(({ name }) => name === fault.name);
      if (fact === undefined) return [];
      return [{ fault, fact, fromT: fact.startMs ?? Infinity, untilT: fact.endMs ?? Infinity }];
    });
    const beforeT = Math.min(...noted.map(({ fromT }) => fromT));
    const deaf = noted.filter(({ fault }) => fault.layer === 'process');
    this.#watched = noted.map((each) => {
      const { fault } = each;
      const isTold = hasAudit || fault.layer === 'process';
      const absences = isTold ? null : new Absences(each, fault.gateway, { beforeT, deaf });
      return { ...each, absences, touched: 0, routedAway: 0 };
    });
  }

  add(history: OrderHistory): void {
    for (const watched of this.#watched) {
      watched.touched += this.#touchedBy(history, watched);
      watched.routedAway += routedAwayFrom(history, watched);
      watched.absences?.add(history);
    }
  }

  /**
   * A request of no order that a gateway fault met: for a token, say. One that is no operation of
   * the provider's was not the target's: the drill itself looks through proxies with such.
   */
  addExchange({ faults, operation }: Exchange): void {
    if (operation === 'other') return;
    for (const watched of this.#watched) {
      if (watched.fault.layer === 'gateway' && faults.includes(watched.fault.name)) {
        watched.touched += 1;
      }
    }
  }

  records(): readonly FaultRecord[] {
    return this.#watched.map((watched) => this.#recordOf(watched));
  }

  #recordOf(watched: Watched): FaultRecord {
    const { fault, fact, touched } = watched;
    const unseen = touched === 0 ? unseenBy(watched) : 0;
    const keptAway = this.#keptAway(watched);
    const estimated: readonly FaultCount[] = [
      ...(unseen > 0 && (fact.met ?? null) === null ? (['touchedRequests'] as const) : []),
      ...(keptAway > 0 ? (['routedAway'] as const) : []),
    ];
    return {
      name: fault.name,
      layer: fault.layer,
      gateway: fault.layer === 'process' ? null : fault.gateway,
      description: describeFault(fault),
      plannedStartMs: fact.plannedStartMs,
      startMs: fact.startMs,
      endMs: fact.endMs,
      touchedRequests: touched + unseen,
      routedAway: watched.routedAway + keptAway,
      isProved: fact.isProved,
      ...(estimated.length === 0 ? {} : { estimated }),
    };
  }

  /** What no trail tells was routed away: orders that a gateway which could be reached did not see. */
  #keptAway({ fault, absences, fromT, untilT }: Watched): number {
    if (fault.layer !== 'gateway' || absences === null) return 0;
    const isCutOff = this.#watched.some(
      (other) =>
        other.fault.layer === 'network' &&
        other.fault.gateway === fault.gateway &&
        overlaps(other, fromT, untilT),
    );
    return isCutOff ? 0 : absences.count();
  }

  #touchedBy(history: OrderHistory, watched: Watched): number {
    const { fault } = watched;
    switch (fault.layer) {
      case 'gateway':
        return (
          count(history.exchanges, ({ faults }) => faults.includes(fault.name)) +
          count(history.webhooks, ({ faults }) => faults?.includes(fault.name) === true)
        );
      case 'network':
        return this.#hasAudit
          ? attemptsDuring(history, watched, fault.gateway)
          : count(
              history.exchanges,
              ({ source, t, endT }) =>
                source === `gateway:${fault.gateway}` && overlaps(watched, t, endT),
            );
      case 'process':
        return Math.max(
          count(history.answers, ({ startT, t }) => overlaps(watched, startT, t)),
          attemptsDuring(history, watched, null),
        );
      default:
        return assertNever(fault);
    }
  }
}

/**
 * A request that never reached its gateway is in no journal, and without a trail of the target nobody
 * tells of it but the place where it was stopped, or what is missing at the gateway.
 */
function unseenBy({ fault, fact, absences }: Watched): number {
  if (fault.layer !== 'network' || absences === null) return 0;
  return fact.met ?? absences.count();
}

/** Attempts (at one gateway, or at any) that were under way at some time while it was active. */
function attemptsDuring(history: OrderHistory, watched: Watched, gateway: string | null): number {
  return count(history.attempts, ({ provider, t, attempt }) => {
    if (gateway !== null && provider !== gateway) return false;
    if (t > watched.untilT) return false;
    const end = history.ends.find((candidate) => candidate.attempt === attempt);
    return overlaps(watched, t, end?.t ?? Infinity);
  });
}

function routedAwayFrom(history: OrderHistory, watched: Watched): number {
  const { fault } = watched;
  if (fault.layer === 'process') return 0;
  return count(
    history.routes,
    ({ t, skipped }) =>
      overlaps(watched, t, t) && skipped.some(({ provider }) => provider === fault.gateway),
  );
}

const overlaps = ({ fromT, untilT }: Watched, startT: number, endT: number): boolean =>
  startT <= untilT && endT >= fromT;

function count<T>(items: readonly T[], test: (item: T) => boolean): number {
  let found = 0;
  for (const item of items) if (test(item)) found += 1;
  return found;
}
