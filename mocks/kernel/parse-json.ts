/** Deeper than any provider's requests, and far from where writing it again overflows the stack. */
const MAXIMUM_DEPTH = 200;

/**
 * Reads JSON that somebody else wrote.
 *
 * @throws SyntaxError when it is none, RangeError when nested too deeply
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (mayBeDeep(text) && isDeep(value)) {
    throw new RangeError(`nested deeper than ${MAXIMUM_DEPTH}`);
  }
  return value;
}

/** Most bodies have fewer brackets than may be nested, and are not looked into any further. */
function mayBeDeep(text: string): boolean {
  let openings = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === OPENING_BRACKET || code === OPENING_BRACE) openings += 1;
  }
  return openings > MAXIMUM_DEPTH;
}

const OPENING_BRACKET = 0x5b;
const OPENING_BRACE = 0x7b;

/** Level by level: to descend would overflow the very stack that is to be spared. */
function isDeep(value: unknown): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; depth <= MAXIMUM_DEPTH; depth += 1) {
    level = level.flatMap((it) => childrenOf(it));
    if (level.length === 0) return false;
  }
  return true;
}

function childrenOf(value: unknown): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  const children: unknown[] = Object.values(value);
  return children;
}
