import type { AttemptStarted, LedgerEntry, RunEvent } from '../../core/events.ts';
import type { Claim } from '../../core/claim.ts';
import type { Movement } from '../../core/events.ts';
import type { StoryName } from './legal-stories.ts';
import { numberEvents } from './run-script.ts';

// One event of a legal run is forged, and a promise is broken. Each forgery names the stories that
// have such an event, and the invariant that must notice.

export interface Forgery {
  readonly name: string;
  readonly stories: readonly StoryName[];
  readonly noticedBy: string;
  forge(events: readonly RunEvent[]): readonly RunEvent[];
}

const TAKEN: readonly StoryName[] = [
  'paid',
  'held and captured',
  'answer lost, replayed under the same key',
  'pending, then found paid',
  'fenced by a void, paid elsewhere',
  'turned away, paid elsewhere',
  'second tab under a new key',
];
const MOVED_ON: readonly StoryName[] = [
  'fenced by a void, paid elsewhere',
  'turned away, paid elsewhere',
  'soft-declined, approved elsewhere',
];

export const FORGERIES: readonly Forgery[] = [
  {
    name: 'drops a capture',
    stories: TAKEN,
    noticedBy: 'paid-means-paid',
    forge: (events) => drop(events, isMove('capture')),
  },
  {
    name: 'drops an authorisation',
    stories: TAKEN,
    noticedBy: 'money-adds-up',
    // Of several, the one whose money was taken.
    forge: (events) => drop(events, isMove('authorise'), 'last'),
  },
  {
    name: 'drops the refund of a customer',
    stories: ['refunded'],
    noticedBy: 'no-charge-without-claim',
    forge: (events) => drop(events, isMove('refund')),
  },
  {
    name: 'drops the refund of a second charge',
    stories: ['taken twice, one given back'],
    noticedBy: 'no-double-charge',
    forge: (events) => drop(events, isMove('refund')),
  },
  {
    name: 'drops a void',
    stories: ['fenced by a void, paid elsewhere', 'hold cancelled'],
    noticedBy: 'no-stranded-hold',
    forge: (events) => drop(events, isMove('void')),
  },
  {
    name: 'doubles a capture',
    stories: TAKEN,
    noticedBy: 'no-double-charge',
    forge: (events) => double(events, isMove('capture')),
  },
  {
    name: 'doubles a refund',
    stories: ['refunded', 'taken twice, one given back'],
    noticedBy: 'money-adds-up',
    forge: (events) => double(events, isMove('refund')),
  },
  {
    name: 'captures less than was claimed',
    stories: TAKEN,
    noticedBy: 'paid-means-paid',
    forge: (events) => change(events, 'ledger', isMove('capture'), resize(-1)),
  },
  {
    name: 'refunds less than was claimed',
    stories: ['refunded'],
    noticedBy: 'no-charge-without-claim',
    forge: (events) => change(events, 'ledger', isMove('refund'), resize(-1)),
  },
  {
    name: 'captures more than was owed',
    stories: TAKEN,
    noticedBy: 'no-double-charge',
    forge: (events) => change(events, 'ledger', isMove('capture'), resize(1)),
  },
  {
    name: 'holds more than was taken',
    stories: TAKEN,
    noticedBy: 'no-stranded-hold',
    forge: (events) => change(events, 'ledger', isMove('authorise'), resize(1), 'last'),
  },
  {
    name: 'writes an amount that its postings do not bear out',
    stories: [...TAKEN, 'refunded', 'hold cancelled'],
    noticedBy: 'money-adds-up',
    forge: (events) =>
      change(
        events,
        'ledger',
        () => true,
        (event) => ({
          ...event,
          amountMinor: event.amountMinor + 1,
        }),
      ),
  },
  {
    name: 'changes a currency',
    stories: TAKEN,
    noticedBy: 'money-adds-up',
    forge: (events) =>
      change(events, 'ledger', isMove('capture'), (event) => ({ ...event, currency: 'USD' })),
  },
  {
    name: 'takes the money for somebody who was told "not charged"',
    stories: ['declined', 'unavailable', 'hold cancelled'],
    noticedBy: 'no-charge-without-claim',
    forge: (events) => addCharge(events),
  },
  {
    name: 'ends with "not charged" after the money was taken',
    stories: [...TAKEN, 'soft-declined, approved elsewhere'],
    noticedBy: 'no-charge-without-claim',
    forge: (events) =>
      change(
        events,
        'final-reading',
        () => true,
        (event) => ({
          ...event,
          claim: { status: 'not-charged', reason: 'unavailable', degraded: false } satisfies Claim,
        }),
      ),
  },
  {
    name: 'claims "paid" for what is only held',
    stories: ['still held at the end'],
    noticedBy: 'paid-means-paid',
    forge: (events) =>
      change(
        events,
        'final-reading',
        () => true,
        (event) => ({
          ...event,
          claim:
            event.claim?.status === 'authorised' ? { ...event.claim, status: 'paid' } : event.claim,
        }),
      ),
  },
  {
    name: 'moves a key',
    stories: [...TAKEN, 'declined', 'still held at the end'],
    noticedBy: 'key-before-call',
    forge: (events) =>
      change(
        events,
        'exchange',
        (event) => event.operation === 'confirm',
        (event) => ({ ...event, key: 'from-nowhere' }),
      ),
  },
  {
    name: 'forgets that the first provider had said no',
    stories: MOVED_ON,
    noticedBy: 'fenced-failover',
    forge: (events) =>
      drop(
        numberEvents(
          events.filter((event) => event.kind !== 'attempt-ended' || event.operation === 'create'),
        ),
        (event) => event.kind === 'fenced',
      ),
  },
  {
    name: 'makes a soft decline hard',
    stories: ['soft-declined, approved elsewhere'],
    noticedBy: 'hard-decline-never-retried',
    forge: (events) =>
      change(
        events,
        'attempt-ended',
        (event) => event.outcome === 'declined',
        (event) => ({ ...event, decline: 'hard' as const }),
      ),
  },
  {
    name: 'forgets how a payment ended',
    stories: ['pending, then found paid'],
    noticedBy: 'unknowns-resolved',
    forge: (events) =>
      change(
        events,
        'payment',
        (event) => event.status === 'paid',
        (event) => ({ ...event, status: 'not-charged' as const }),
      ),
  },
  {
    name: 'makes a key work twice',
    stories: ['answer lost, replayed under the same key'],
    noticedBy: 'one-key-one-effect',
    forge: (events) =>
      change(
        events,
        'exchange',
        (event) => event.isReplay,
        (event) => ({ ...event, isReplay: false, object: 'pi_another' }),
      ).map((event) =>
        event.kind === 'exchange' && event.status === null ? { ...event, status: 200 } : event,
      ),
  },
  {
    name: 'tries again under another key',
    stories: ['answer lost, replayed under the same key'],
    noticedBy: 'same-key-again',
    forge: (events) =>
      change(
        events,
        'attempt-started',
        (event) => event.retry === 1,
        (event) => ({ ...event, key: `${event.key ?? ''}.again` }),
      ),
  },
  {
    name: 'tries once too often',
    stories: ['turned away, paid elsewhere'],
    noticedBy: 'attempts-in-budget',
    forge: (events) =>
      double(
        events,
        (event): event is AttemptStarted => event.kind === 'attempt-started' && event.retry === 2,
        { retry: 3 },
      ),
  },
];

type Which = 'first' | 'last';

const isMove =
  (movement: Movement) =>
  (event: RunEvent): event is LedgerEntry =>
    event.kind === 'ledger' && event.movement === movement;

function indexOf(
  events: readonly RunEvent[],
  test: (event: RunEvent) => boolean,
  which: Which,
): number {
  const index = which === 'first' ? events.findIndex(test) : events.findLastIndex(test);
  if (index === -1) throw new RangeError('the story has no such event to forge');
  return index;
}

function drop(
  events: readonly RunEvent[],
  test: (event: RunEvent) => boolean,
  which: Which = 'first',
): readonly RunEvent[] {
  return numberEvents(events.toSpliced(indexOf(events, test, which), 1));
}

function double<Event extends RunEvent>(
  events: readonly RunEvent[],
  test: (event: RunEvent) => event is Event,
  changes: Partial<Event> = {},
): readonly RunEvent[] {
  const index = indexOf(events, test, 'first');
  const event = events[index];
  if (event === undefined) throw new RangeError('no event');
  return numberEvents(events.toSpliced(index + 1, 0, { ...event, ...changes }));
}

type OfKind<Kind extends RunEvent['kind']> = Extract<RunEvent, { readonly kind: Kind }>;

function change<Kind extends RunEvent['kind']>(
  events: readonly RunEvent[],
  kind: Kind,
  test: (event: OfKind<Kind>) => boolean,
  forge: (event: OfKind<Kind>) => RunEvent,
  which: Which = 'first',
): readonly RunEvent[] {
  const isIt = (event: RunEvent): boolean => event.kind === kind && test(event as OfKind<Kind>);
  const index = indexOf(events, isIt, which);
  return events.with(index, forge(events[index] as OfKind<Kind>));
}

/** Another amount, with postings that bear it out. */
const resize =
  (byMinor: number) =>
  (entry: LedgerEntry): LedgerEntry => ({
    ...entry,
    amountMinor: entry.amountMinor + byMinor,
    postings: entry.postings.map(({ account, amountMinor }) => ({
      account,
      amountMinor: amountMinor + Math.sign(amountMinor) * byMinor,
    })),
  });

/** A charge that came from nowhere, for the order of the first event. */
function addCharge(events: readonly RunEvent[]): readonly RunEvent[] {
  const started = events.find((event) => event.kind === 'client-started');
  if (started === undefined) throw new RangeError('nobody began');
  const entry = (movement: 'authorise' | 'capture'): LedgerEntry => ({
    kind: 'ledger',
    source: 'gateway:paypal',
    seq: 0,
    t: started.t,
    entry: `forged-${movement}`,
    movement,
    order: started.order,
    object: 'forged',
    authorisation: 'forged',
    amountMinor: 100,
    currency: 'EUR',
    postings: [
      { account: movement === 'authorise' ? 'cardholder' : 'held', amountMinor: -100 },
      { account: movement === 'authorise' ? 'held' : 'merchant', amountMinor: 100 },
    ],
    exchange: null,
  });
  return numberEvents([...events, entry('authorise'), entry('capture')]);
}
