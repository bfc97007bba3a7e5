import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEventStream } from './read-events.ts';
import type { Body } from './send-request.ts';
import { SharedTexts } from './shared-texts.ts';

const bytes =
  (text: string, size: number): Body =>
  async (take) => {
    const all = Buffer.from(text);
    for (let start = 0; start < all.length; start += size) take(all.subarray(start, start + size));
  };

const ended = (order: string) => ({
  kind: 'exchange',
  t: 1_000_010.5,
  endT: 1_000_012,
  order,
  operation: 'create-and-confirm',
  decline: { code: '"t":1000010, in words' },
  faults: [],
});

describe('a stream of events', () => {
  it('is read whole, however its bytes are cut', async () => {
    const orders = ['order-1-00000', 'Größe-注文', 'order-1-00000'];
    const text = orders.map((order) => JSON.stringify(ended(order))).join('\n');
    for (const size of [1, 7, 1 << 16]) {
      const events = await readEventStream(bytes(text, size), 1_000_000);
      expect(events).toEqual(orders.map((order) => ({ ...ended(order), t: 10.5, endT: 12 })));
    }
  });

  it('counts from the zero of time, however its numbers are written', async () => {
    const line = '{"kind":"client-started","t" : 1.00001e6 , "intendedT":-5,"seq":3}\r\n\n';
    const events = await readEventStream(bytes(line, 5), 1_000_000);
    expect(events).toEqual([{ kind: 'client-started', t: 10, intendedT: -1_000_005, seq: 3 }]);
  });

  it('refuses what is no event', async () => {
    await expect(readEventStream(bytes('{"nothing":1}\n', 9), 0)).rejects.toThrow('no event');
    await expect(readEventStream(bytes('{"kind":', 9), 0)).rejects.toThrow(SyntaxError);
  });
});

it('shared texts are equal to what they were made of, also when they forget', () => {
  const texts = new SharedTexts(2 ** 18);
  // More than it has room for, so that many push others out.
  const ids = Array.from({ length: 400_000 }, (_, index) => `pay_${index.toString(36)}`);
  expect(ids.map((id) => texts.share(id))).toEqual(ids);
  const event = { order: 'a', claim: { reference: 'b' }, skipped: [{ reason: 'c' }], faults: [] };
  const copy = structuredClone(event);
  texts.shareIn(copy);
  expect(copy).toEqual(event);
});

describe('parts of events', () => {
  const posting = (account: string, amountMinor: number) => ({ account, amountMinor });
  const read = (texts: SharedTexts, value: object): Record<string, unknown> => {
    const parsed = JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
    texts.shareIn(parsed);
    return parsed;
  };

  it('that are equal are one, with all that is in them', () => {
    const texts = new SharedTexts(1 << 12);
    const entry = { postings: [posting('cardholder', -5), posting('held', 5)], claim: { a: null } };
    const [first, second] = [read(texts, entry), read(texts, entry)];
    expect(second['postings']).toBe(first['postings']);
    expect(second['claim']).toBe(first['claim']);
  });

  it('are written as they came, whatever else was read before', () => {
    // So few slots that nearly all want the same.
    const texts = new SharedTexts(8);
    const value = fc.oneof(fc.constantFrom('a', 'b', '', null, true, false, 0, 1), fc.nat(2));
    const names = fc.constantFrom('0', 'x', 'y');
    const part = fc.oneof(fc.array(value, { maxLength: 2 }), fc.dictionary(names, value));
    const event = fc.dictionary(names, fc.oneof(part, fc.array(part, { maxLength: 2 })));
    fc.assert(
      fc.property(fc.array(event), (events) => {
        const written = events.map((each) => JSON.stringify(each));
        const shared = written.map((text) => read(texts, JSON.parse(text) as object));
        expect(shared.map((each) => JSON.stringify(each))).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });
});
