import { assertNever } from '../../harness/core/assert-never.ts';

// Changes JSON as a provider does when it moves on: what a strict reader chokes on.

export type Drift = 'unknown-field' | 'missing-field' | 'changed-type' | 'new-value';

/** Fields that say how a payment stands, as the five providers call them. */
const STATUS_FIELDS: ReadonlySet<string> = new Set([
  'status',
  'resultCode',
  'trade_status',
  'trade_state',
  'tradeStatus',
  'event_type',
  'eventCode',
]);

/** What no version of the API has had so far. */
const NEW_FIELD = 'added_in_a_later_version';
const NEW_VALUE = 'value_of_a_later_version';

/**
 * The same text with one field changed; as it was when there is no such field, or no JSON.
 *
 * @param path with dots; empty: wherever a field says how a payment stands
 */
export function driftText(text: string, drift: Drift, path: string): string {
  return /^[^={}&\s]+=/.test(text) ? driftForm(text, drift, path) : driftJson(text, drift, path);
}

/** A form is flat, and all in it is text: another type is JSON where a word stood. */
function driftForm(text: string, drift: Drift, path: string): string {
  const fields = new URLSearchParams(text);
  if (drift === 'unknown-field') fields.set(NEW_FIELD, 'tomorrow');
  for (const [name, value] of new URLSearchParams(text)) {
    if (drift === 'unknown-field') break;
    if (path === '' ? !STATUS_FIELDS.has(name) : name !== path) continue;
    if (drift === 'missing-field') fields.delete(name);
    else fields.set(name, drift === 'new-value' ? NEW_VALUE : JSON.stringify({ value }));
  }
  return fields.toString();
}

function driftJson(text: string, drift: Drift, path: string): string {
  const value = parse(text);
  if (typeof value !== 'object' || value === null) return text;
  if (drift === 'unknown-field') return JSON.stringify(addEverywhere(value));
  const changed = change(value, drift, path === '' ? null : path.split('.'));
  return changed === value ? text : JSON.stringify(changed);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function addEverywhere(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(addEverywhere);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, addEverywhere(inner)] as const);
  return { ...Object.fromEntries(entries), [NEW_FIELD]: { since: 'tomorrow' } };
}

/** The same object when nothing was found to change. */
function change(value: object, drift: Drift, path: readonly string[] | null): object {
  let isChanged = false;
  const step = (at: unknown, rest: readonly string[] | null): unknown => {
    if (typeof at !== 'object' || at === null) return at;
    const entries = Object.entries(at).flatMap(([key, inner]) => {
      const isMeant = rest === null ? isStatus(key, inner) : rest.length === 1 && key === rest[0];
      if (isMeant) {
        isChanged = true;
        return drift === 'missing-field' ? [] : [[key, drifted(inner, drift)] as const];
      }
      const isOnPath = rest === null || key === rest[0];
      return [[key, isOnPath ? step(inner, rest?.slice(1) ?? null) : inner] as const];
    });
    if (Array.isArray(at)) return entries.map(([, inner]): unknown => inner);
    return Object.fromEntries(entries);
  };
  const changed = step(value, path);
  return isChanged && typeof changed === 'object' && changed !== null ? changed : value;
}

const isStatus = (key: string, value: unknown): boolean =>
  STATUS_FIELDS.has(key) && typeof value === 'string';

function drifted(value: unknown, drift: Exclude<Drift, never>): unknown {
  switch (drift) {
    case 'changed-type':
      if (typeof value === 'number') return String(value);
      return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : { value };
    case 'new-value':
      return NEW_VALUE;
    case 'unknown-field':
    case 'missing-field':
      return value;
    default:
      return assertNever(drift);
  }
}
