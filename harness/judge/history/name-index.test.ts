import fc from 'fast-check';
import { expect, test } from 'vitest';
import { NameIndex } from './name-index.ts';

test('numbers any names as a Map would', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 3 }), { maxLength: 5000 }), (names) => {
      const index = new NameIndex();
      const map = new Map<string, number>();
      for (const name of names) {
        if (!map.has(name)) map.set(name, map.size);
        expect(index.numberOf(name)).toBe(map.get(name));
      }
      expect(index.names).toEqual([...map.keys()]);
    }),
    { numRuns: 20 },
  );
});

test('keeps its numbers while it grows', () => {
  const index = new NameIndex();
  const names = Array.from({ length: 5000 }, (_, number) => `ord-${number}`);
  for (const name of names) index.numberOf(name);
  expect(names.map((name) => index.numberOf(name))).toEqual([...names.keys()]);
});
