import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fingerprintOf } from './fingerprint.ts';
import type { GatewayRequest } from './request.ts';

const requestOf = (rawBody: string, more: Partial<GatewayRequest> = {}): GatewayRequest => ({
  method: 'POST',
  target: '/pay',
  path: '/pay',
  params: {},
  query: {},
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  rawBody,
  form: {},
  json: undefined,
  ...more,
});
const ofForm = (fields: readonly string[]): string =>
  fingerprintOf(requestOf(fields.join('&')), '/pay');

const field = fc.string({ minLength: 1 }).filter((text) => !text.includes('&'));
const shuffled = fc
  .array(field, { maxLength: 12 })
  .chain((fields) =>
    fc.tuple(fc.constant(fields), fc.shuffledSubarray(fields, { minLength: fields.length })),
  );

it('is the same whatever the order of the fields of a form', () => {
  fc.assert(fc.property(shuffled, ([one, other]) => ofForm(one) === ofForm(other)));
});

it('tells apart forms that differ in a field, or in how often it comes', () => {
  const same = (fields: readonly string[]) => [...fields].sort().join('&');
  const fields = fc.array(field, { minLength: 1, maxLength: 6 });
  fc.assert(
    fc.property(fields, fields, (one, other) => {
      expect(ofForm(one) === ofForm(other)).toBe(same(one) === same(other));
    }),
  );
});

it('minds the order of what is no form, the method and the address', () => {
  const json = { headers: { 'content-type': 'application/json' } };
  const prints = [
    fingerprintOf(requestOf('a=1&b=2', json), '/pay'),
    fingerprintOf(requestOf('b=2&a=1', json), '/pay'),
    fingerprintOf(requestOf('a=1&b=2'), '/pay'),
    fingerprintOf(requestOf('a=1&b=2'), '/pay?x'),
    fingerprintOf(requestOf('a=1&b=2', { method: 'PUT' }), '/pay'),
  ];
  expect(new Set(prints).size).toBe(prints.length);
});
