import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createRandom } from '../../core/random.ts';
import { VirtualProcess } from '../process/virtual-process.ts';
import { EventHeap } from './event-heap.ts';
import type { VirtualEvent } from './virtual-event.ts';

const owner = new VirtualProcess({
  name: 'main',
  index: 1,
  serial: 1,
  random: createRandom(1),
  env: {},
  argv: [],
  startUs: 0,
});
const eventAt = (timeUs: number, seq: number): VirtualEvent => ({
  timeUs,
  seq,
  kind: 'timer',
  owner,
  run: () => undefined,
  label: null,
  detail: 0,
});

it('gives events in the order of time and sequence, whichever were cancelled meanwhile', () => {
  // Enough of them that cancelled ones are swept out several times.
  const times = fc.array(fc.integer({ min: 0, max: 500 }), { minLength: 2_500, maxLength: 6_000 });
  const property = fc.property(times, fc.integer({ min: 1, max: 5 }), (all, kept) => {
    const heap = new EventHeap();
    const events = all.map((timeUs, seq) => eventAt(timeUs, seq));
    events.forEach((event, index) => {
      heap.push(event);
      const earlier = events[index >> 1];
      if (earlier !== undefined && (index >> 1) % kept !== 0) earlier.run = null;
    });
    const given: VirtualEvent[] = [];
    for (let next = heap.pop(); next !== undefined; next = heap.pop()) {
      if (next.run !== null) given.push(next);
    }
    const wanted = events
      .filter(({ run }) => run !== null)
      .toSorted((a, b) => a.timeUs - b.timeUs || a.seq - b.seq);
    expect(given).toEqual(wanted);
  });
  fc.assert(property, { numRuns: 10 });
});

it('forgets events that were cancelled long before their time', () => {
  const heap = new EventHeap();
  for (let seq = 0; seq < 100_000; seq += 1) {
    const event = eventAt(300_000_000 + seq, seq);
    heap.push(event);
    event.run = null;
  }
  expect(heap.size).toBeLessThan(2_000);
});
