import { replace } from './replace.ts';

/**
 * The garbage collector runs in real time. The language allows that it never tells anybody, and that
 * what is referred to weakly stays for as long as the reference.
 */
export function installFinalizers(): void {
  class FinalizationRegistry {
    register(): void {}
    unregister(): boolean {
      return false;
    }
  }
  class WeakRef<T extends WeakKey> {
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
  replace(globalThis, 'FinalizationRegistry', FinalizationRegistry);
  replace(globalThis, 'WeakRef', WeakRef);
}
