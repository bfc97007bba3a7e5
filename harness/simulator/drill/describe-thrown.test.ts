import { expect, it } from 'vitest';
import { describeThrown } from './describe-thrown.ts';

const OURS = new URL('../modules/fresh-modules.ts', import.meta.url).href;
const withStack = (...frames: readonly string[]): Error => {
  const error = new Error('no such module');
  error.stack = ['Error: no such module', ...frames.map((frame) => `    at ${frame}`)].join('\n');
  return error;
};

it.each([
  [
    'the first place of their own code, not of a package',
    ['query (/shop/node_modules/pg/index.js:3:1)', `connect (/shop/store.js:9:2)`],
    'Error: no such module (at connect (/shop/store.js:9:2))',
  ],
  [
    'the package where nothing else is theirs',
    ['query (/shop/node_modules/pg/index.js:3:1)', `resolve (${OURS}:28:24)`],
    'Error: no such module (at query (/shop/node_modules/pg/index.js:3:1))',
  ],
  [
    'no place where all are ours or of Node',
    [`resolve (${OURS}:28:24)`, 'compileSourceTextModule (node:internal/modules/esm/utils:319:16)'],
    'Error: no such module',
  ],
])('what was thrown names %s', (_which, frames, told) => {
  expect(describeThrown(withStack(...frames))).toBe(told);
});
