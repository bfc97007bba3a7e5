import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EventSource } from '../../core/events.ts';
import { judge } from '../judge.ts';
import { arbitraryLegalRun, arbitraryPart, tellRun } from '../testing/arbitrary-runs.ts';
import { FORGERIES } from '../testing/forgeries.ts';
import { brokenIn } from '../testing/judge-one.ts';
import { LEGAL_STORIES } from '../testing/legal-stories.ts';
import { numberEvents } from '../testing/run-script.ts';
import { INVARIANTS } from './registry.ts';

describe('any legal history', () => {
  test('breaks no invariant', () => {
    fc.assert(
      fc.property(arbitraryLegalRun, (input) => {
        expect(brokenIn(judge(input))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('is judged alike however the logs of its sources are put together', () => {
    const sources: readonly EventSource[] = [
      'client',
      'service',
      'gateway:stripe',
      'gateway:paypal',
      'drill',
    ];
    const shuffled = fc.shuffledSubarray([...sources], { minLength: sources.length });
    fc.assert(
      fc.property(arbitraryLegalRun, shuffled, (input, order) => {
        const events = order.flatMap((source) =>
          input.events.filter((event) => event.source === source),
        );
        const { verdict, phases, invariants, money, series } = judge({ ...input, events });
        const whole = judge(input);
        expect({ verdict, phases, money, series }).toEqual({
          verdict: whole.verdict,
          phases: whole.phases,
          money: whole.money,
          series: whole.series,
        });
        expect(brokenIn({ invariants })).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('breaks none when its clocks disagree by seconds: they prove no order', () => {
    const skews = fc.record({
      client: fc.integer({ min: -5000, max: 5000 }),
      service: fc.integer({ min: -5000, max: 5000 }),
    });
    fc.assert(
      fc.property(arbitraryLegalRun, skews, (input, skew) => {
        const events = input.events.map((event) =>
          event.source === 'client' || event.source === 'service'
            ? { ...event, t: event.t + skew[event.source] }
            : event,
        );
        expect(brokenIn(judge({ ...input, events }))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('a single forged event is noticed among legal histories:', () => {
  test.each(FORGERIES)('$name ($noticedBy)', ({ stories, noticedBy, forge }) => {
    fc.assert(
      fc.property(
        arbitraryPart(stories),
        fc.array(arbitraryPart(), { maxLength: 4 }),
        (forged, others) => {
          const input = tellRun([forged, ...others]);
          const own = input.events.filter((event) => 'order' in event && event.order === 'o0');
          const rest = input.events.filter((event) => !own.includes(event));
          const events = numberEvents([...forge(own), ...rest]);
          expect(brokenIn(judge({ ...input, events }))).toContain(noticedBy);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('for every invariant that one order can break', () => {
    const noticed = new Set(FORGERIES.map(({ noticedBy }) => noticedBy));
    const unforged = INVARIANTS.filter(({ name, scope }) => scope !== 'run' && !noticed.has(name));
    expect(unforged).toEqual([]);
  });

  test('in every legal story', () => {
    const forged = new Set<string>(FORGERIES.flatMap(({ stories }) => stories));
    expect(Object.keys(LEGAL_STORIES).filter((story) => !forged.has(story))).toEqual([]);
  });
});
