// Reads fields out of answers that nobody has checked yet. Whatever is not what was expected reads
// as null, so that a judgement can only come from fields that are really there.

export type JsonObject = Readonly<Record<string, unknown>>;

const asObject = (value: unknown): JsonObject | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject)
    : null;

/** Null for empty, cut or foreign text and for JSON that is no object. */
export function parseJsonObject(text: string): JsonObject | null {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return null;
  }
}

export function textAt(object: JsonObject | null, key: string): string | null {
  const value = object?.[key];
  return typeof value === 'string' ? value : null;
}

export function integerAt(object: JsonObject | null, key: string): number | null {
  const value = object?.[key];
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null;
}

export function objectAt(object: JsonObject | null, key: string): JsonObject | null {
  return asObject(object?.[key]);
}

/** The objects of a list. Null when it is no list or has anything else in it; absent is empty. */
export function objectsAt(object: JsonObject | null, key: string): readonly JsonObject[] | null {
  const value = object?.[key];
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) return null;
  const objects = value.map(asObject);
  return objects.every((item) => item !== null) ? objects : null;
}

/** An id goes into paths and logs, so it must look like one. */
export function idAt(object: JsonObject | null, key: string): string | null {
  const text = textAt(object, key);
  return text !== null && /^[\w-]{1,255}$/.test(text) ? text : null;
}
