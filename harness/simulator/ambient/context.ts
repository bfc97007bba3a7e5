import asyncHooks, { AsyncLocalStorage } from 'node:async_hooks';
import type { BindContext } from '../clock/virtual-timer.ts';
import { replace } from './replace.ts';

/**
 * Timers keep the async context in which they were set. That costs something for each timer, so
 * it is done only from the first AsyncLocalStorage that anybody makes.
 */
export function installContext(): BindContext {
  let isUsed = false;
  class WatchedStorage<T> extends AsyncLocalStorage<T> {
    constructor(...args: ConstructorParameters<typeof AsyncLocalStorage<T>>) {
      super(...args);
      isUsed = true;
    }
  }
  Object.defineProperty(WatchedStorage, 'name', { value: 'AsyncLocalStorage' });
  replace(asyncHooks, 'AsyncLocalStorage', WatchedStorage);
  return (work) => (isUsed ? AsyncLocalStorage.bind(work) : work);
}
