import type { FormTree } from './request.ts';

type MutableTree = { [field: string]: string | MutableTree | undefined };

const EMPTY: FormTree = Object.freeze(Object.create(null) as MutableTree);
const MAXIMUM_DEPTH = 12;

/**
 * Reads `a=1&b[c]=2&d[]=3&d[]=4`. Of a field that comes twice the last wins.
 *
 * @throws URIError on a broken percent encoding, RangeError when nested too deeply
 */
export function parseForm(text: string): FormTree {
  if (text === '') return EMPTY;
  const root = createTree();
  for (const pair of text.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1));
    const bracket = name.indexOf('[');
    if (bracket <= 0 || !name.endsWith(']')) root[name] = value;
    else put(root, [name.slice(0, bracket), ...name.slice(bracket + 1, -1).split('][')], value);
  }
  return root;
}

function put(root: MutableTree, path: readonly string[], value: string): void {
  if (path.length > MAXIMUM_DEPTH) throw new RangeError(`nested deeper than ${MAXIMUM_DEPTH}`);
  let tree = root;
  path.forEach((step, depth) => {
    // `a[]` appends to the list.
    const field = step === '' ? String(Object.keys(tree).length) : step;
    if (depth === path.length - 1) {
      tree[field] = value;
      return;
    }
    const inner = tree[field];
    const next = typeof inner === 'object' ? inner : createTree();
    tree[field] = next;
    tree = next;
  });
}

// Without a prototype, so that `__proto__[x]=1` is a field like any other.
const createTree = (): MutableTree => Object.create(null) as MutableTree;

function decode(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text;
  return spaced.includes('%') ? decodeURIComponent(spaced) : spaced;
}
