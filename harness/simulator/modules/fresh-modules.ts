import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { CommonJsCache } from './common-js.ts';

/** Made once: there are hundreds of them each time. */
const STOPPED = new TypeError('the cache is being emptied');
const MARK = 'paydrill-process';
const marked = new RegExp(`[?&]${MARK}=([\\w.-]+)`);

/**
 * Every process loads its modules afresh: a crash forgets what they held. ECMAScript modules get a
 * mark in their address, which their own imports inherit; of CommonJS modules the cache is emptied.
 * With these hooks Node also loads at once what is imported later on, so that loading takes no
 * real time between two events.
 */
export function installFreshModules(): CommonJsCache {
  const commonJs = new CommonJsCache();
  commonJs.watch();
  registerHooks({
    resolve(specifier, context, next) {
      if (commonJs.isForgetting) throw STOPPED;
      if (specifier === SQLITE && context.conditions.includes('import')) {
        return { url: SQLITE_URL, format: 'module', shortCircuit: true };
      }
      const resolved = next(specifier, context);
      const mark = marked.exec(context.parentURL ?? '')?.[1];
      if (mark === undefined || !resolved.url.startsWith('file:')) return resolved;
      return { ...resolved, url: withMark(resolved.url, mark) };
    },
    // Passing through is what makes loading synchronous.
    load: (url, context, next) =>
      url === SQLITE_URL
        ? { format: 'module', source: sqliteModule(), shortCircuit: true }
        : next(url, context),
  });
  return commonJs;
}

// Node keeps the named exports of this one builtin as they were first, whatever its object says.
const SQLITE = 'node:sqlite';
const SQLITE_URL = 'paydrill:sqlite';

function sqliteModule(): string {
  const names = Object.keys(process.getBuiltinModule(SQLITE)).filter((name) => name !== 'default');
  return `const builtin = process.getBuiltinModule('${SQLITE}');
export const { ${names.join(', ')} } = builtin;
export default builtin;`;
}

export function withMark(url: string, mark: string): string {
  const address = new URL(url);
  address.searchParams.set(MARK, mark);
  return address.href;
}

export const pathOf = (url: string): string =>
  url.startsWith('file:') ? fileURLToPath(url.replace(/\?.*$/, '')) : url;
