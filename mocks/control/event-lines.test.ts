import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../harness/core/events.ts';
import { startRig } from '../faults/rig.fixture.ts';
import { streamEvents } from './event-lines.ts';

const ENTRY: Omit<LedgerEntry, 'seq'> = {
  kind: 'ledger',
  source: 'gateway:paypal',
  t: 1,
  entry: 'entry-1',
  movement: 'capture',
  order: 'order-1',
  object: 'payment-1',
  authorisation: 'authorisation-1',
  amountMinor: 1000,
  currency: 'EUR',
  postings: [],
  exchange: null,
};

async function streamOf(count: number) {
  await using rig = await startRig();
  const events = Array.from({ length: count }, (_, seq) => ({ ...ENTRY, seq }));
  return { events, stream: streamEvents({ ...rig.gateway, events }, 99) };
}

test('many events leave in small pieces, every line whole and in order', async () => {
  const { stream } = await streamOf(10_000);
  const pieces: string[] = [];
  for await (const piece of stream) pieces.push(String(piece));
  expect(pieces.length).toBeGreaterThan(10);
  expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThan(70_000);
  const lines = pieces.join('').trimEnd().split('\n');
  expect(lines).toHaveLength(10_001);
  expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual(
    Array.from({ length: 10_001 }, (_, seq) => seq),
  );
});

test('no events are an end mark alone', async () => {
  const { stream } = await streamOf(0);
  const text = (await stream.toArray()).join('');
  expect(JSON.parse(text)).toEqual({
    kind: 'source-end',
    source: 'gateway:paypal',
    seq: 0,
    t: 99,
    events: 0,
  });
});

test('a log that is emptied while it is read has no end mark', async () => {
  const { events, stream } = await streamOf(10_000);
  let text = '';
  for await (const piece of stream) {
    text += String(piece);
    events.length = 0;
  }
  expect(text).not.toContain('source-end');
  expect(text).toContain('"seq":0');
});
