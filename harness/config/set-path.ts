import { closest } from 'fastest-levenshtein';
import { POLICIES } from '../../scenarios/policies/registry.ts';
import { configError } from './errors.ts';

// --set path=value, applied to what the user wrote and before it is checked, so that a value given
// this way passes the same rules as one in a file.

/**
 * A copy of the input in which the path has the value. A path is keys and list positions
 * (`faults[0].atMs`, `faults.0.atMs`); an entry of a list also goes by its name
 * (`faults.primary-down.durationMs`). A value that is no JSON is taken as text.
 *
 * @throws CONFIG_SET_MALFORMED or CONFIG_UNKNOWN_PATH
 */
export function applySet(input: unknown, assignment: string): unknown {
  const at = assignment.indexOf('=');
  const path = assignment.slice(0, Math.max(at, 0)).trim();
  const keys = path.replaceAll(/\[(\d+)\]/g, '.$1').split('.');
  if (keys.some((key) => key === '')) {
    throw configError('CONFIG_SET_MALFORMED', { got: assignment });
  }
  const value = parseValue(assignment.slice(at + 1));
  return put(keys[0] === 'policy' && keys.length > 1 ? spellOutPolicy(input) : input, {
    keys,
    value,
    path,
    where: 'the scenario',
  });
}

interface Step {
  readonly keys: readonly string[];
  readonly value: unknown;
  readonly path: string;
  readonly where: string;
}

function put(node: unknown, step: Step): unknown {
  const [key, ...rest] = step.keys;
  if (key === undefined) return step.value;
  const inner = { ...step, keys: rest, where: key };
  if (Array.isArray(node)) {
    const index = indexOf(node, key, step);
    return node.map((entry: unknown, at) => (at === index ? put(entry, inner) : entry));
  }
  if (isRecord(node)) {
    const child = Object.hasOwn(node, key) ? node[key] : undefined;
    // A computed key, so that "__proto__" becomes a key like any other, and an unknown one.
    return { ...node, [key]: put(child, inner) };
  }
  if (node === undefined) return { [key]: put(undefined, inner) };
  throw unknownPath(step, key, []);
}

function indexOf(list: readonly unknown[], key: string, step: Step): number {
  const names = list.map((entry) =>
    isRecord(entry) && typeof entry['name'] === 'string' ? entry['name'] : '',
  );
  const index = /^\d+$/.test(key) ? Number(key) : names.indexOf(key);
  if (index >= 0 && index < list.length) return index;
  throw unknownPath(
    step,
    key,
    names.map((name, at) => (name === '' ? String(at) : name)),
  );
}

function unknownPath(step: Step, got: string, known: readonly string[]): Error {
  return configError('CONFIG_UNKNOWN_PATH', {
    path: step.path,
    where: step.where,
    got,
    nearest: known.length === 0 ? step.where : closest(got, known),
  });
}

// A part of a policy that goes by its name can only be changed in a copy.
function spellOutPolicy(input: unknown): unknown {
  if (!isRecord(input)) return input;
  const name = input['policy'] ?? 'resilient';
  const policy = Object.entries(POLICIES).find(([known]) => known === name)?.[1];
  return policy === undefined ? input : { ...input, policy: structuredClone(policy) };
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
