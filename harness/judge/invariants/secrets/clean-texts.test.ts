import fc from 'fast-check';
import { expect, test } from 'vitest';
import { skippingClean } from './clean-texts.ts';

test('finds in any row of texts what the search itself finds', () => {
  const isFound = (text: string): boolean => text.includes('aa');
  const text = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 10, maxLength: 13 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 200 }), (texts) => {
      const skipping = skippingClean(isFound);
      expect(texts.map((each) => skipping(each))).toEqual(texts.map(isFound));
    }),
  );
});

test('searches a text once that comes again and again', () => {
  const searched: string[] = [];
  const skipping = skippingClean((text) => {
    searched.push(text);
    return false;
  });
  for (const text of [
    'the-order-000',
    'the-key-of-order-000',
    'the-order-000',
    'the-key-of-order-000',
  ])
    skipping(text);
  expect(searched).toEqual(['the-order-000', 'the-key-of-order-000']);
});
