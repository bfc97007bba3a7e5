import type { FormTree } from '../../kernel/request.ts';
import { badParameter, missingParameter } from './api-errors.ts';
import type { Json, Metadata } from './objects.ts';

// Reads fields of a form or query; what is wrong is thrown as Stripe words it.

export function refuseUnknown(form: FormTree, known: ReadonlySet<string>, parent = ''): void {
  for (const field in form) {
    if (known.has(field)) continue;
    const param = parent === '' ? field : `${parent}[${field}]`;
    throw badParameter(param, `Received unknown parameter: ${param}`, 'parameter_unknown');
  }
}

export function readText(form: FormTree, field: string): string | null {
  const value = form[field];
  if (value === undefined) return null;
  if (typeof value === 'string') return value === '' ? null : value;
  throw badParameter(field, `Invalid string: ${JSON.stringify(value)}`, 'parameter_invalid_string');
}

export function requireText(form: FormTree, field: string): string {
  const text = readText(form, field);
  if (text === null) throw missingParameter(field);
  return text;
}

/** An integer of at least one, unless another bound is given. */
export function readAmount(form: FormTree, field: string, minimum = 1): number | null {
  const text = readText(form, field);
  if (text === null) return null;
  if (!/^-?\d{1,15}$/.test(text)) {
    throw badParameter(field, `Invalid integer: ${text}`, 'parameter_invalid_integer');
  }
  const amount = Number(text);
  if (amount < minimum) {
    const message = `This value must be greater than or equal to ${minimum}.`;
    throw badParameter(field, message, 'parameter_invalid_integer');
  }
  return amount;
}

export function readFlag(form: FormTree, field: string): boolean {
  const text = readText(form, field);
  if (text === null || text === 'false') return false;
  if (text === 'true') return true;
  throw badParameter(field, `Invalid boolean: ${text}`);
}

export function readChoice<Choice extends string>(
  form: FormTree,
  field: string,
  choices: readonly Choice[],
): Choice | null {
  const text = readText(form, field);
  if (text === null) return null;
  const choice = choices.find((known) => known === text);
  if (choice !== undefined) return choice;
  throw badParameter(field, `Invalid ${field}: must be one of ${choices.join(', ')}`);
}

export function readTree(form: FormTree, field: string): FormTree | null {
  const value = form[field];
  if (value === undefined || value === '') return null;
  if (typeof value === 'object') return value;
  throw badParameter(field, `Invalid object`, 'parameter_invalid_empty');
}

/** The values of a list, in order of their keys. */
export function readList(form: FormTree, field: string): readonly string[] {
  const tree = readTree(form, field);
  if (tree === null) return [];
  return Object.values(tree).filter((value) => typeof value === 'string');
}

const METADATA_KEYS = 50;

/** Merges given metadata into what was there; an empty value removes its key. */
export function mergeMetadata(form: FormTree, before: Metadata): Metadata {
  if (form['metadata'] === '') return {};
  const given = readTree(form, 'metadata');
  if (given === null) return before;
  const merged: Record<string, string> = { ...before };
  for (const [key, value] of Object.entries(given)) {
    const param = `metadata[${key}]`;
    if (typeof value !== 'string') throw badParameter(param, `Invalid string: ${param}`);
    if (key.length > 40) throw badParameter(param, 'Metadata keys have at most 40 characters.');
    if (value.length > 500)
      throw badParameter(param, 'Metadata values have at most 500 characters.');
    if (value === '') delete merged[key];
    else merged[key] = value;
  }
  if (Object.keys(merged).length > METADATA_KEYS) {
    throw badParameter('metadata', `Metadata can have up to ${METADATA_KEYS} keys.`);
  }
  return merged;
}

const ADDRESS_FIELDS = ['city', 'country', 'line1', 'line2', 'postal_code', 'state'] as const;

/** Every field of it, null where it was not given; null when there is none. */
export function readAddress(form: FormTree, field: string): Json | null {
  const given = readTree(form, field);
  if (given === null) return null;
  return Object.fromEntries(ADDRESS_FIELDS.map((name) => [name, readText(given, name)]));
}

export function readShipping(form: FormTree, isIntent = false): Json | null {
  const given = readTree(form, 'shipping');
  if (given === null) return null;
  const shipping = {
    address: readAddress(given, 'address'),
    name: readText(given, 'name'),
    phone: readText(given, 'phone'),
  };
  return isIntent
    ? {
        ...shipping,
        carrier: readText(given, 'carrier'),
        tracking_number: readText(given, 'tracking_number'),
      }
    : shipping;
}

/** `created[gte]=...` and its kin, or `created=...`. */
export function createdFilter(query: FormTree): (item: { readonly created: number }) => boolean {
  const { created } = query;
  if (created === undefined) return () => true;
  const seconds = (field: string, text: string): number => {
    if (/^\d{1,12}$/.test(text)) return Number(text);
    throw badParameter(field, `Invalid integer: ${text}`, 'parameter_invalid_integer');
  };
  if (typeof created === 'string') {
    const exactly = seconds('created', created);
    return (item) => item.created === exactly;
  }
  refuseUnknown(created, CREATED_BOUNDS, 'created');
  const bound = (field: string, otherwise: number): number => {
    const text = readText(created, field);
    return text === null ? otherwise : seconds(`created[${field}]`, text);
  };
  const atLeast = Math.max(bound('gte', -Infinity), bound('gt', -Infinity) + 1);
  const atMost = Math.min(bound('lte', Infinity), bound('lt', Infinity) - 1);
  return (item) => item.created >= atLeast && item.created <= atMost;
}

const CREATED_BOUNDS: ReadonlySet<string> = new Set(['gt', 'gte', 'lt', 'lte']);
