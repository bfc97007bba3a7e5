import fc from 'fast-check';
import type { Send } from '../http-send.ts';
import { isTokenRequest, tokenAnswer } from './paypal-wire.ts';

// Answers as a broken gateway, a proxy or a forger might give them: good bodies with something
// changed, any JSON, any text, under any status.

export interface SpoiledAnswer {
  readonly status: number;
  readonly text: string;
}

type Path = readonly (string | number)[];

function pathsOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Object.entries(value);
  return [path, ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))];
}

function replaceAt(value: unknown, path: Path, replacement: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return replacement;
  if (typeof value !== 'object' || value === null) return value;
  const copy: object = structuredClone(value);
  const inner: unknown = Reflect.get(copy, key);
  Reflect.set(copy, key, replaceAt(inner, rest, replacement));
  return copy;
}

/** One of the good bodies, changed in up to two places. Undefined leaves a field out. */
const spoiledBody = (good: readonly unknown[], values: readonly unknown[]): fc.Arbitrary<unknown> =>
  fc.constantFrom(...good).chain((body) => {
    const change = fc.tuple(fc.constantFrom(...pathsOf(body)), fc.constantFrom(...values));
    return fc
      .array(change, { maxLength: 2 })
      .map((changes) =>
        changes.reduce<unknown>((spoiled, [path, value]) => replaceAt(spoiled, path, value), body),
      );
  });

export function spoiledAnswer(
  good: readonly unknown[],
  values: readonly unknown[],
): fc.Arbitrary<SpoiledAnswer> {
  const status = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(200, 201) },
    { weight: 2, arbitrary: fc.constantFrom(400, 402, 404, 409, 422, 429, 500, 503) },
    { weight: 1, arbitrary: fc.integer({ min: 200, max: 599 }) },
  );
  const text = fc.oneof(
    { weight: 6, arbitrary: spoiledBody(good, values).map((body) => JSON.stringify(body) ?? '') },
    { weight: 1, arbitrary: fc.json() },
    { weight: 1, arbitrary: fc.string() },
  );
  return fc.record({ status, text });
}

/** Gives this one answer to everything but a request for a token. */
export const sendOf =
  ({ status, text }: SpoiledAnswer): Send =>
  async ({ url }) => {
    const path = new URL(url).pathname;
    if (isTokenRequest({ method: 'POST', path, headers: {}, body: '' })) {
      const script = tokenAnswer();
      const body = script.kind === 'answer' ? String(script.body) : '';
      return { status: 200, retryAfter: null, text: body };
    }
    return { status, retryAfter: null, text };
  };
