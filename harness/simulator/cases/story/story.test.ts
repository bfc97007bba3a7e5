import { describe, expect, it } from 'vitest';
import type { RunEvent } from '../../../core/events.ts';
import { exampleRun, outcomeOf } from '../../search/fake-simulate.fixture.ts';
import { renderStoryMarkdown, renderStoryText } from './render-story.ts';
import { tellStory } from './tell-story.ts';

const order = 'o-1';

const take = (seq: number, t: number): readonly RunEvent[] => [
  movement('authorise', 2 * seq, t),
  movement('capture', 2 * seq + 1, t),
];

function movement(kind: 'authorise' | 'capture', seq: number, t: number): RunEvent {
  return {
    kind: 'ledger',
    source: 'gateway:stripe',
    seq,
    t,
    entry: `le_${seq}`,
    movement: kind,
    order,
    object: `pi_${seq}`,
    authorisation: `ch_${seq}`,
    amountMinor: 4_599,
    currency: 'EUR',
    postings: [],
    exchange: null,
  };
}

function answer(seq: number, t: number, status: 'pending' | 'paid'): RunEvent {
  return {
    kind: 'client-answered',
    source: 'client',
    seq,
    t,
    order,
    request: 'poll',
    key: null,
    tab: 0,
    startT: t - 5,
    status: 200,
    failure: null,
    claim:
      status === 'pending'
        ? { status, promisedWithinMs: 9_000, degraded: false }
        : {
            status,
            amountMinor: 4_599,
            currency: 'EUR',
            provider: 'stripe',
            providerReference: 'pi_1',
          },
    payment: 'pay_1',
  };
}

const EVENTS: readonly RunEvent[] = [
  answer(0, 2_000, 'pending'),
  ...Array.from({ length: 200 }, (_, index) => answer(index + 1, 2_100 + index, 'pending')),
  answer(201, 3_000, 'paid'),
  ...take(0, 1_900),
  ...take(1, 2_500),
  { ...movement('capture', 4, 2_600), order: 'o-2' } as RunEvent,
];

const story = (events: readonly RunEvent[] = EVENTS) => {
  const run = { ...exampleRun(), orders: [order] };
  const outcome = outcomeOf(run, true, { orders: [order], isWitnessed: true });
  return tellStory(run, { ...outcome, events });
};

describe('a story', () => {
  it('sets the ledger beside what the customer was told, in order of time', () => {
    const told = story().lines.map(({ t, ledger, told: claim }) => [t, ledger, claim]);
    expect(told).toEqual([
      [1_900, 'held 45.99 EUR', ''],
      [1_900, 'taken 45.99 EUR', ''],
      [2_000, '', 'pending'],
      [2_500, 'taken 45.99 EUR, held 45.99 EUR', ''],
      [2_500, 'taken 91.98 EUR', ''],
      [3_000, '', 'paid 45.99 EUR'],
    ]);
  });

  it('says how it ends for the customer', () => {
    expect(story().ending).toEqual([
      'in the end, o-1: the ledgers have taken 91.98 EUR; the customer was told paid 45.99 EUR',
    ]);
  });

  it('stays within forty lines and owns up to what it leaves out', () => {
    const many = Array.from({ length: 45 }, (_, index) => take(index, index * 10)).flat();
    const long = story(many);
    expect(renderStoryText(long).split('\n').length).toBeLessThanOrEqual(41);
    expect(long.leftOut).toBe(90 - long.lines.length);
    expect(renderStoryText(long)).toContain(`${long.leftOut} lesser events are left out`);
    // Also money that is left out is counted.
    expect(long.ending[0]).toContain('taken 2069.55 EUR');
  });

  it('can be put into a pull request', () => {
    const text = renderStoryMarkdown(story());
    expect(text).toContain('| 0:02.500 | gateway: stripe ledger: captured 45.99 EUR on pi_3 |');
    expect(text).toContain('**no-double-charge: was charged twice**');
  });
});
