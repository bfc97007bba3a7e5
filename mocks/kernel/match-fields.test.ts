import { describe, expect, test } from 'vitest';
import type { FieldRule } from '../../harness/core/scenario.ts';
import { matchesAll, readPath } from './match-fields.ts';

const matches = (rule: FieldRule, got: unknown, field = 'amountMinor'): boolean =>
  matchesAll({ [field]: rule }, () => got);

describe('a rule about a field', () => {
  test.each<[FieldRule, unknown]>([
    ['EUR', 'EUR'],
    [1000, '1000'],
    [true, true],
    [{ oneOf: ['EUR', 'USD'] }, 'USD'],
    [{ oneOf: [1, 2] }, '2'],
    [{ prefix: '42' }, '4242424242424242'],
    [{ atLeast: 10 }, 10],
    [{ atMost: 10 }, '10'],
    [{ atLeast: 1, atMost: 3 }, 2],
  ])('%j fits %j', (rule, got) => {
    expect(matches(rule, got)).toBe(true);
  });

  test.each<[FieldRule, unknown]>([
    ['EUR', 'EURO'],
    ['', undefined],
    [{ oneOf: ['EUR'] }, 'USD'],
    [{ prefix: '43' }, '4242424242424242'],
    [{ atLeast: 10 }, 9],
    [{ atMost: 10 }, 11],
    [{ atLeast: 1, atMost: 3 }, 'two'],
    [{ atMost: 3 }, ''],
    [{ atMost: 3 }, null],
    [{ prefix: '{' }, {}],
  ])('%j does not fit %j', (rule, got) => {
    expect(matches(rule, got)).toBe(false);
  });

  test('takes the text of a card rule for the beginning of its number', () => {
    expect(matches('4242', '4242424242424242', 'card')).toBe(true);
    expect(matches(4242, '4242424242424242', 'card')).toBe(true);
    expect(matches('5555', '4242424242424242', 'card')).toBe(false);
  });

  test('all of several have to fit', () => {
    const read = (path: string): unknown => ({ currency: 'EUR', amountMinor: 5 })[path];
    expect(matchesAll({ currency: 'EUR', amountMinor: 5 }, read)).toBe(true);
    expect(matchesAll({ currency: 'EUR', amountMinor: 6 }, read)).toBe(false);
  });
});

describe('a path', () => {
  test('leads through objects, lists, and JSON inside of text', () => {
    expect(readPath({ a: [{ b: 1 }] }, 'a.0.b')).toBe(1);
    expect(
      readPath({ biz_content: '{"out_trade_no":"order-1"}' }, 'biz_content.out_trade_no'),
    ).toBe('order-1');
  });

  test('leads nowhere where there is nothing, and to nothing that an object inherits', () => {
    expect(readPath({ a: 1 }, 'a.b')).toBeUndefined();
    expect(readPath({ a: 'no json' }, 'a.b')).toBeUndefined();
    expect(readPath({}, 'constructor')).toBeUndefined();
  });
});
