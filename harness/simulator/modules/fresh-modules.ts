import { registerHooks, stripTypeScriptTypes, type LoadFnOutput } from 'node:module';
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
 *
 * @param replaced text instead of what is in a file, by its URL
 */
export function installFreshModules(replaced: Readonly<Record<string, string>>): CommonJsCache {
  const commonJs = new CommonJsCache();
  const sources = new Map<string, LoadFnOutput>();
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
    // To have this hook is what makes loading synchronous.
    load(url, context, next) {
      if (url === SQLITE_URL) {
        return { format: 'module', source: sqliteModule(), shortCircuit: true };
      }
      if (!marked.test(url)) return next(url, context);
      // Read, and its types taken out, once for all processes and all their starts.
      const path = url.replace(marked, '');
      const known =
        sources.get(path) ?? named(path, withoutTypes(readAs(next(url, context), replaced[path])));
      sources.set(path, known);
      return known;
    },
  });
  return commonJs;
}

const readAs = (loaded: LoadFnOutput, text: string | undefined): LoadFnOutput =>
  text === undefined ? loaded : { ...loaded, source: text };
/**
 * In stacks a module has its own address, without the mark: services log stacks, and what they write
 * must be the same each time that they are loaded.
 */
function named(path: string, loaded: LoadFnOutput): LoadFnOutput {
  const { format, source } = loaded;
  if (format !== 'module' || source === undefined || source === null) return loaded;
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
  return { ...loaded, source: `${text}\n//# sourceURL=${path}` };
}

/** As Node does it each time that it loads the module. */
function withoutTypes(loaded: LoadFnOutput): LoadFnOutput {
  const { format, source } = loaded;
  const isStripped = format === 'module-typescript' && process.features.typescript === 'strip';
  if (!isStripped || source === undefined || source === null) {
    return { ...loaded, shortCircuit: true };
  }
  const text = typeof source === 'string' ? source : new TextDecoder().decode(source);
  return { format: 'module', source: stripTypeScriptTypes(text), shortCircuit: true };
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
