import { closest, distance } from 'fastest-levenshtein';
import { z } from 'zod';
import { describeGot, describeRule } from '../../mocks/faults/index.ts';
import type { PaydrillError } from '../core/errors.ts';
import { configError } from './errors.ts';

/**
 * Parses what a user wrote, or says what is wrong with it: the first thing, with the rule, the
 * value got and the nearest known name.
 *
 * @param what names the input in messages about its top level: `scenario`, `policy`
 * @param prefix goes before the path in messages
 * @throws CONFIG_UNKNOWN_KEY, CONFIG_UNKNOWN_NAME or CONFIG_INVALID_VALUE
 */
export function parseInput<Output>(
  schema: z.ZodType<Output>,
  input: unknown,
  { what, prefix = '' }: { readonly what: string; readonly prefix?: string },
): Output {
  const parsed = schema.safeParse(input, { error: listKnownKeys });
  if (parsed.success) return parsed.data;
  // Unknown keys first: a misspelt key also leaves the right one missing.
  const issue =
    parsed.error.issues.find(({ code }) => code === 'unrecognized_keys') ?? parsed.error.issues[0];
  if (issue === undefined) throw parsed.error;
  const path = [prefix, formatPath(issue.path)].filter((part) => part !== '').join('.');
  return refuse(issue, input, path === '' ? `the ${what}` : path);
}

function refuse(issue: z.core.$ZodIssue, input: unknown, where: string): never {
  if (issue.code === 'unrecognized_keys') {
    const known = issue.message.split(SEPARATOR);
    throw unknownKey(where, likeliestSlip(issue.keys, known), known);
  }
  const got = describeGot(issue, input);
  const value = valueAt(input, issue.path);
  if (value === undefined) refuseMisspeltKind(issue, input, where);
  const known = knownNames(issue);
  if (typeof value !== 'string' || known.length === 0) {
    throw configError('CONFIG_INVALID_VALUE', { where, rule: describeRule(issue), got });
  }
  const nearest = closest(value, known);
  throw configError('CONFIG_UNKNOWN_NAME', { where, got, nearest, known: known.join(', ') });
}

// Of several unknown keys the one that is nearest to a known one: a misspelt `kind` makes keys of
// that kind unknown too.
function likeliestSlip(keys: readonly string[], known: readonly string[]): string {
  const slips = keys.map((key) => ({ key, far: distance(key, closest(key, known)) }));
  return slips.toSorted((a, b) => a.far - b.far)[0]?.key ?? '';
}

// Which keys an object has depends on its `kind` or `layer`. When that is missing, zod asks for it;
// a key that is nearly it is the likelier mistake.
function refuseMisspeltKind(issue: z.core.$ZodIssue, input: unknown, where: string): void {
  const wanted = issue.path.at(-1);
  const parent = valueAt(input, issue.path.slice(0, -1));
  if (issue.code !== 'invalid_union' || typeof wanted !== 'string') return;
  if (typeof parent !== 'object' || parent === null) return;
  const written = Object.entries(parent).filter(([, value]) => value !== undefined);
  const got = closest(
    wanted,
    written.map(([key]) => key),
  );
  if (distance(wanted, got) > 2) return;
  throw unknownKey(where.slice(0, -wanted.length - 1), got, [wanted]);
}

function valueAt(input: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null ? new Map(Object.entries(at)).get(String(key)) : at,
    input,
  );
}

function unknownKey(where: string, got: string, known: readonly string[]): PaydrillError {
  return configError('CONFIG_UNKNOWN_KEY', {
    where,
    got,
    nearest: closest(got, known),
    known: known.join(', '),
  });
}

const SEPARATOR = '\n';

// zod keeps an object's shape to itself once the issue is made, so that the keys travel as text.
function listKnownKeys(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'unrecognized_keys') return undefined;
  return issue.inst instanceof z.ZodObject
    ? Object.keys(issue.inst.shape).join(SEPARATOR)
    : undefined;
}

function knownNames(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'invalid_value') return issue.values.map(String);
  if (issue.code === 'invalid_union' && 'options' in issue && issue.options !== undefined) {
    return issue.options.map(String);
  }
  return [];
}

/** `faults[0].effect.kind` */
export function formatPath(path: readonly PropertyKey[]): string {
  return path
    .map((key, index) =>
      typeof key === 'number' ? `[${key}]` : `${index === 0 ? '' : '.'}${String(key)}`,
    )
    .join('');
}
