import type { FieldRule } from '../../harness/core/scenario.ts';

// Compares the fields of a request or a webhook with the rules of a fault.

/** Reads a field by its path; undefined when there is none. */
export type FieldReader = (path: string) => unknown;

export function matchesAll(match: Readonly<Record<string, FieldRule>>, read: FieldReader): boolean {
  return Object.entries(match).every(([path, rule]) => {
    const got = read(path);
    return path === 'card' && (typeof rule === 'string' || typeof rule === 'number')
      ? matches({ prefix: String(rule) }, got)
      : matches(rule, got);
  });
}

function matches(rule: FieldRule, got: unknown): boolean {
  if (typeof got !== 'string' && typeof got !== 'number' && typeof got !== 'boolean') return false;
  const text = String(got);
  if (typeof rule !== 'object') return text === String(rule);
  if ('oneOf' in rule) return rule.oneOf.some((value) => text === String(value));
  if ('prefix' in rule) return text.startsWith(rule.prefix);
  const value = Number(got);
  const { atLeast = -Infinity, atMost = Infinity } = { atLeast: undefined, ...rule };
  return text !== '' && value >= atLeast && value <= atMost;
}

/**
 * Follows dots into a value. Text that holds JSON is opened on the way, for providers that send it
 * inside of a form.
 */
export function readPath(value: unknown, path: string): unknown {
  return path === '' ? value : path.split('.').reduce(step, value);
}

function step(value: unknown, key: string): unknown {
  const opened = typeof value === 'string' ? parse(value) : value;
  if (typeof opened !== 'object' || opened === null || !Object.hasOwn(opened, key))
    return undefined;
  return Reflect.get(opened, key);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
