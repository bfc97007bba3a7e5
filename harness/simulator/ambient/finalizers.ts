import { replace } from './replace.ts';

/** The garbage collector runs in real time. The language allows that it never tells anybody. */
export function installFinalizers(): void {
  class FinalizationRegistry {
    register(): void {}
    unregister(): boolean {
      return false;
    }
  }
  replace(globalThis, 'FinalizationRegistry', FinalizationRegistry);
}
