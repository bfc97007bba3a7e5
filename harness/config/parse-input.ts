import { closest } from 'fastest-levenshtein';
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
  if (issue.code === 'unrecognized_keys') throw unknownKey(issue, where);
  const got = describeGot(issue, input);
  const known = knownNames(issue);
  if (known.length > 0) {
    throw configError('CONFIG_UNKNOWN_NAME', {
      where,
      got,
      nearest: closest(got.replaceAll('"', ''), known),
      known: known.join(', '),
    });
  }
  throw configError('CONFIG_INVALID_VALUE', { where, rule: describeRule(issue), got });
}

function unknownKey(
  issue: z.core.$ZodIssueUnrecognizedKeys & { readonly message: string },
  where: string,
): PaydrillError {
  const known = issue.message.split(SEPARATOR);
  const got = issue.keys[0] ?? '';
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
