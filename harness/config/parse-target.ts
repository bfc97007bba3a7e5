import { extname, resolve } from 'node:path';
import { configError } from './errors.ts';
import { refuseSecrets } from './refuse-secrets.ts';
import { splitWords } from './shell-words.ts';

// A target is written as `module:./path/to/server.js` or `command:./my-service --flag`. Paths start
// from the directory you are in: a case that is moved into a library still finds its target so.

export type Target =
  | { readonly kind: 'module'; readonly path: string }
  | { readonly kind: 'command'; readonly words: readonly [program: string, ...args: string[]] };

const MODULES: ReadonlySet<string> = new Set(['.js', '.mjs', '.cjs', '.ts', '.mts', '.cts']);

/** @throws CONFIG_TARGET_MALFORMED, CONFIG_LIVE_KEY, CONFIG_REAL_CARD */
export function parseTarget(got: string, cwd: string = process.cwd()): Target {
  // It is kept in the record and printed.
  refuseSecrets(got, '--target');
  const [, scheme, rest = ''] = /^(module|command):(.*)$/s.exec(got.trim()) ?? [];
  switch (scheme) {
    case 'module':
      return { kind: 'module', path: modulePath(got, rest.trim(), cwd) };
    case 'command':
      return { kind: 'command', words: commandWords(got, rest) };
    default:
      throw malformed(got, 'starts with no known form');
  }
}

export const isCommand = (target: string): boolean => /^\s*command:/.test(target);

function modulePath(got: string, path: string, cwd: string): string {
  if (path === '') throw malformed(got, 'has no path');
  if (MODULES.has(extname(path))) return resolve(cwd, path);
  throw malformed(got, `has a name that does not end in ${[...MODULES].join(', ')}`);
}

function commandWords(got: string, text: string): readonly [string, ...string[]] {
  const split = splitWords(text);
  if (split.kind === 'refused') throw malformed(got, split.reason);
  const [program = '', ...args] = split.words;
  if (program === '') throw malformed(got, 'has no program');
  if (/^\w+=/.test(program)) throw malformed(got, `needs a shell, or "env" before ${program}`);
  return [program, ...args];
}

const malformed = (got: string, reason: string) =>
  configError('CONFIG_TARGET_MALFORMED', { got, reason });
