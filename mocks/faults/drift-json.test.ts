import { expect, test } from 'vitest';
import { driftText } from './drift-json.ts';

const TEXT = JSON.stringify({ id: 1, status: 'paid', parts: [{ status: 'done', cents: '12' }] });

test.each([
  [
    'unknown-field',
    '',
    {
      id: 1,
      status: 'paid',
      parts: [{ status: 'done', cents: '12', added_in_a_later_version: { since: 'tomorrow' } }],
      added_in_a_later_version: { since: 'tomorrow' },
    },
  ],
  ['missing-field', '', { id: 1, parts: [{ cents: '12' }] }],
  ['missing-field', 'parts.0.cents', { id: 1, status: 'paid', parts: [{ status: 'done' }] }],
  [
    'changed-type',
    '',
    { id: 1, status: { value: 'paid' }, parts: [{ status: { value: 'done' }, cents: '12' }] },
  ],
  ['changed-type', 'id', { id: '1', status: 'paid', parts: [{ status: 'done', cents: '12' }] }],
  [
    'changed-type',
    'parts.0.cents',
    { id: 1, status: 'paid', parts: [{ status: 'done', cents: 12 }] },
  ],
  [
    'new-value',
    '',
    {
      id: 1,
      status: 'value_of_a_later_version',
      parts: [{ status: 'value_of_a_later_version', cents: '12' }],
    },
  ],
] as const)('%s at "%s"', (drift, path, wanted) => {
  expect(JSON.parse(driftText(TEXT, drift, path))).toEqual(wanted);
});

test.each(['no json', '', 'null', '"text"', '{"id":1}'])('leaves %s as it is', (text) => {
  expect(driftText(text, 'new-value', '')).toBe(text);
});

test.each([
  ['unknown-field', '', 'a=1&trade_status=PAID&added_in_a_later_version=tomorrow'],
  ['missing-field', '', 'a=1'],
  ['new-value', '', 'a=1&trade_status=value_of_a_later_version'],
  ['changed-type', 'a', 'a=%7B%22value%22%3A%221%22%7D&trade_status=PAID'],
] as const)('a form changes too: %s at "%s"', (drift, path, wanted) => {
  expect(driftText('a=1&trade_status=PAID', drift, path)).toBe(wanted);
});
