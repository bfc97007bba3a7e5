import { closest } from 'fastest-levenshtein';
import type { z } from 'zod';
import { describeGot, describeRule } from '../faults/index.ts';
import { didYouMean } from '../kernel/did-you-mean.ts';
import { controlError } from './errors.ts';

/** Where input came from, as error messages call it. */
export type InputPlace = 'the body' | 'the query' | 'the path';

/**
 * Checks what a caller sent against the schema of its route.
 *
 * @throws CONTROL_KEY_UNKNOWN with the nearest key, or CONTROL_VALUE_INVALID with rule and value.
 */
export function checkInput<Output>(
  schema: z.ZodObject & z.ZodType<Output>,
  input: unknown,
  place: InputPlace,
): Output {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  // A misspelt key is often also a missing one: the spelling is the better news.
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) throw parsed.error;
  if (issue.code === 'unrecognized_keys') {
    const known = Object.keys(schema.shape);
    const got = issue.keys[0] ?? '';
    throw controlError('CONTROL_KEY_UNKNOWN', {
      place,
      got,
      suggestion: didYouMean(got, known),
      known: known.join(', ') || 'none',
    });
  }
  throw controlError('CONTROL_VALUE_INVALID', {
    what: issue.path.length === 0 ? place : `"${issue.path.join('.')}" in ${place}`,
    rule: describeRule(issue) + nearestOf(issue, input),
    got: describeGot(issue, input),
  });
}

/** Of names that there are, the one that was probably meant. */
function nearestOf(issue: z.core.$ZodIssue, input: unknown): string {
  if (issue.code !== 'invalid_value' || issue.values.length < 2) return '';
  const got = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    input,
  );
  if (typeof got !== 'string') return '';
  return ` (did you mean "${closest(got, issue.values.map(String))}"?)`;
}
