import type { z } from 'zod';

// zod says what is wrong with a value; here that becomes the rule that it breaks, in words that
// continue "option x ...". Shared with the control API, whose bodies are checked the same way.

export type Issue = z.core.$ZodIssue;

/** The rule, for example `must be at most 600000`. */
export function describeRule(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${article(issue.expected)}`;
    case 'too_small':
      return issue.origin === 'string'
        ? 'must not be empty'
        : `must be ${issue.inclusive === false ? 'above' : 'at least'} ${issue.minimum}`;
    case 'too_big':
      return issue.origin === 'string'
        ? `must have at most ${issue.maximum} characters`
        : `must be ${issue.inclusive === false ? 'below' : 'at most'} ${issue.maximum}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`;
    case 'invalid_union':
      return 'options' in issue && issue.options !== undefined
        ? `must be ${oneOf(issue.options)}`
        : issue.message;
    default:
      return issue.message;
  }
}

/** What was got at the issue's path, short enough for a message. */
export function describeGot(issue: Issue, input: unknown): string {
  const value = issue.path.reduce<unknown>(
    (at, key) => (isRecord(at) ? at[String(key)] : undefined),
    input,
  );
  if (value === undefined) return 'nothing';
  const text = typeof value === 'number' ? String(value) : (JSON.stringify(value) ?? typeof value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

function oneOf(values: readonly unknown[]): string {
  // A discriminator with a default also allows undefined, which nobody writes.
  const written = values.filter((value) => value !== undefined);
  return `one of ${written.map((value) => JSON.stringify(value)).join(', ')}`;
}

function article(expected: string): string {
  if (expected === 'int') return 'a whole number';
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`;
}
