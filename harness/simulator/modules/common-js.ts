import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { replace } from '../ambient/replace.ts';

type Load = (request: string, parent: object | undefined, ...rest: unknown[]) => unknown;

/** The next process that loads a CommonJS module gets one of its own. */
export class CommonJsCache {
  readonly #require = createRequire(import.meta.url);
  readonly #load = Reflect.get(Module, '_load') as Load;
  readonly #asked = new Map<string, Set<string>>();
  #isForgetting = false;

  /** Resolving fails while the cache is emptied. */
  get isForgetting(): boolean {
    return this.#isForgetting;
  }

  watch(): void {
    replace(Module, '_load', (request: string, parent: object | undefined, ...rest: unknown[]) => {
      if (parent !== undefined) this.#note(request, Reflect.get(parent, 'path'));
      return Reflect.apply(this.#load, Module, [request, parent, ...rest]);
    });
  }

  #note(request: string, path: unknown): void {
    if (typeof path !== 'string') return;
    const requests = this.#asked.get(path) ?? new Set();
    this.#asked.set(path, requests.add(request));
  }

  // 1. The public cache is emptied.
  // 2. Node keeps another, from folder and request to file, that it drops when it finds the first
  //    empty. If it did not, it would take a module that an import has only looked at (for the names
  //    of its exports) for one that is being loaded, and hand out its empty exports.
  // 3. So each request is made once more, and stopped when it is to be resolved anew.
  forget(): void {
    for (const name of Object.keys(this.#require.cache)) {
      Reflect.deleteProperty(this.#require.cache, name);
    }
    this.#isForgetting = true;
    for (const [path, requests] of this.#asked) {
      const parent = { path, id: path, filename: join(path, 'index.js'), paths: [], children: [] };
      for (const request of requests) {
        if (Module.isBuiltin(request)) continue;
        try {
          Reflect.apply(this.#load, Module, [request, parent, false]);
        } catch {
          // Stopped, as it was meant to be.
        }
      }
    }
    this.#isForgetting = false;
    this.#asked.clear();
  }
}
