import type { RunEvent } from '../../../core/events.ts';
import { describeTold } from './balance.ts';

/**
 * The events of a story in order of time, at most so many. Money, claims, faults and the proof come
 * first; what the service tried next; what only repeats it last.
 */
export function selectEvents(
  events: readonly RunEvent[],
  { orders, proof, atMost }: SelectOptions,
): { readonly selected: readonly RunEvent[]; readonly leftOut: number } {
  const isProof = new Set(proof.map(nameOf));
  const ranked = withoutRepeats(inOrder(events).filter((event) => concerns(event, orders)))
    .map((event) => ({ event, rank: isProof.has(nameOf(event)) ? 0 : rankOf(event) }))
    .filter(({ rank }) => rank < NEVER);
  const best = ranked.toSorted((a, b) => a.rank - b.rank || a.event.t - b.event.t);
  const kept = new Set(best.slice(0, atMost).map(({ event }) => event));
  const selected = ranked.filter(({ event }) => kept.has(event)).map(({ event }) => event);
  return {
    selected,
    leftOut: ranked.length - selected.length,
  };
}

export interface SelectOptions {
  readonly orders: ReadonlySet<string>;
  /** Events of the witnesses. */
  readonly proof: readonly RunEvent[];
  readonly atMost: number;
}

const NEVER = 9;

/**
 * In virtual time all sources share one clock. Within a moment each tells in its own order, and
 * between sources causes come before effects.
 */
export function inOrder(events: readonly RunEvent[]): readonly RunEvent[] {
  const moments = Map.groupBy(
    events.toSorted((a, b) => a.t - b.t),
    ({ t }) => t,
  );
  return [...moments.values()].flatMap(mergeSources);
}

function mergeSources(moment: readonly RunEvent[]): readonly RunEvent[] {
  if (moment.length === 1) return moment;
  const queues = [...Map.groupBy(moment, ({ source }) => source).values()].map((queue) =>
    queue.toSorted(bySource),
  );
  return moment.map(() => {
    const [next] = queues
      .filter((queue) => queue.length > 0)
      .toSorted((a, b) => placeOf(a[0]) - placeOf(b[0]));
    const event = next?.shift();
    if (event === undefined) throw new Error('as many events come out as went in');
    return event;
  });
}

// A gateway numbers an exchange when its handling ended, after the money that it moved.
const bySource = (a: RunEvent, b: RunEvent): number =>
  a.source.startsWith('gateway:') ? placeOf(a) - placeOf(b) || a.seq - b.seq : a.seq - b.seq;

const placeOf = (event: RunEvent | undefined): number =>
  event === undefined ? CAUSES_FIRST.length : CAUSES_FIRST.indexOf(event.kind);

const CAUSES_FIRST: readonly RunEvent['kind'][] = [
  'phase',
  'process',
  'service-started',
  'fault',
  'client-started',
  'routed',
  'attempt-started',
  'exchange',
  'ledger',
  'attempt-ended',
  'fenced',
  'breaker',
  'webhook',
  'payment',
  'client-answered',
  'client-finished',
  'final-reading',
  'source-end',
];

function rankOf(event: RunEvent): number {
  switch (event.kind) {
    case 'ledger':
    case 'final-reading':
      return 0;
    case 'client-started':
    case 'client-answered':
    case 'process':
      return 1;
    case 'fault':
      return event.action === 'armed' || event.action === 'cleared' ? 1 : NEVER;
    case 'fenced':
      return 2;
    case 'attempt-started':
      return event.operation === 'confirm' || event.operation === 'capture' ? 2 : 4;
    case 'attempt-ended':
      return event.outcome === 'approved' ? 4 : 2;
    case 'exchange':
      return event.faults.length > 0 ? 2 : NEVER;
    case 'payment':
      return 3;
    case 'service-started':
    case 'breaker':
      return 5;
    default:
      return NEVER;
  }
}

function concerns(event: RunEvent, orders: ReadonlySet<string>): boolean {
  if (event.source === 'drill' && event.kind !== 'final-reading') return true;
  return 'order' in event && event.order !== null && orders.has(event.order);
}

/** An answer that says what was said before is no news. */
function withoutRepeats(events: readonly RunEvent[]): readonly RunEvent[] {
  const last = new Map<string, string>();
  return events.filter((event) => {
    if (event.kind !== 'client-answered') return true;
    const claim = event.claim === null ? null : describeTold(event.claim);
    const said = JSON.stringify([claim, event.failure]);
    const isNews = last.get(event.order) !== said;
    last.set(event.order, said);
    return isNews;
  });
}

const nameOf = ({ source, seq, kind }: RunEvent): string => `${source} ${seq} ${kind}`;
