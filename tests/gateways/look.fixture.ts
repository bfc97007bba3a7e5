/** Looks into parsed JSON; undefined where there is nothing. */
export function at(json: unknown, ...path: readonly string[]): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** @throws when there is no text */
export function textAt(json: unknown, ...path: readonly string[]): string {
  const value = at(json, ...path);
  if (typeof value !== 'string') throw new TypeError(`no text at ${path.join('.')}`);
  return value;
}

/** Undefined when it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

export const isText = (value: unknown): value is string => typeof value === 'string';
