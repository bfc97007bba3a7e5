import { replace } from './replace.ts';

/**
 * The garbage collector runs in real time. The language allows that it never tells anybody, and that
 * what is referred to weakly stays for as long as the reference. Node's own references stay weak: fetch
 * keeps those of its requests for as long as the signals that may abort them.
 */
export function installFinalizers(): void {
  class FinalizationRegistry {
    register(): void {}
    unregister(): boolean {
      return false;
    }
  }
  const RealWeakRef = WeakRef;
  class VirtualWeakRef<T extends WeakKey> {
    readonly #target: T;
    constructor(target: T) {
      this.#target = target;
      if (isMadeByNode()) return new RealWeakRef(target) as unknown as VirtualWeakRef<T>;
    }
    deref(): T {
      return this.#target;
    }
    get [Symbol.toStringTag](): string {
      return 'WeakRef';
    }
  }
  Object.defineProperty(VirtualWeakRef, 'name', { value: 'WeakRef' });
  replace(globalThis, 'FinalizationRegistry', FinalizationRegistry);
  replace(globalThis, 'WeakRef', VirtualWeakRef);
}

/** By the one frame that counts: whoever called the constructor that asks. */
function isMadeByNode(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 3;
  const caller = (new Error('who calls').stack ?? '').split('\n').at(-1) ?? '';
  Error.stackTraceLimit = limit;
  return caller.includes('node:');
}
