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
  const Chosen = new Proxy(VirtualWeakRef, {
    construct: (Virtual, [target]: [WeakKey], newTarget) =>
      isMadeByNode()
        ? new RealWeakRef(target)
        : (Reflect.construct(Virtual, [target], newTarget) as VirtualWeakRef<WeakKey>),
  });
  replace(globalThis, 'WeakRef', Chosen);
}

/** By the one frame that counts: whoever called the trap that asks. */
function isMadeByNode(): boolean {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 3;
  const caller = (new Error('who calls').stack ?? '').split('\n').at(-1) ?? '';
  Error.stackTraceLimit = limit;
  return caller.includes('node:');
}
