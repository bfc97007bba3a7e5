import timers from 'node:timers';
import timersPromises from 'node:timers/promises';
import { promisify } from 'node:util';
import { replace, replaceAll } from '../ambient/replace.ts';
import type { EventLoop } from './event-loop.ts';
import { createPromiseTimers } from './timers-promises.ts';
import {
  timerDelayMs,
  VirtualTimer,
  type BindContext,
  type TimerCallback,
} from './virtual-timer.ts';
import { VirtualImmediate } from './virtual-immediate.ts';

/** setTimeout and its family on virtual time, by every door that leads to them. */
export function installTimers(loop: EventLoop, bind: BindContext): void {
  const byId = new Map<number, VirtualTimer>();
  let lastId = 0;
  // A timer gets a number when somebody asks for it, and can then be cleared by it.
  Object.defineProperty(VirtualTimer.prototype, Symbol.toPrimitive, {
    configurable: true,
    value(this: VirtualTimer & { id?: number }): number {
      if (this.id === undefined) {
        lastId += 1;
        Object.defineProperty(this, 'id', { value: lastId });
        byId.set(lastId, this);
        return lastId;
      }
      return this.id;
    },
  });

  const start = (callback: TimerCallback, delay: unknown, args: unknown[], repeats: boolean) => {
    checkCallback(callback);
    const run = args.length === 0 ? () => void callback() : () => void callback(...args);
    const label = callback.name === '' ? 'anonymous' : callback.name;
    return new VirtualTimer(loop, bind(run), timerDelayMs(delay), repeats, label);
  };
  const setTimeout = (callback: TimerCallback, delay?: unknown, ...args: unknown[]): VirtualTimer =>
    start(callback, delay, args, false);
  const setInterval = (
    callback: TimerCallback,
    delay?: unknown,
    ...args: unknown[]
  ): VirtualTimer => start(callback, delay, args, true);
  const setImmediate = (callback: TimerCallback, ...args: unknown[]): VirtualImmediate => {
    checkCallback(callback);
    return new VirtualImmediate(
      loop,
      bind(() => void callback(...args)),
    );
  };
  const clear = (timer: unknown): void => {
    if (timer instanceof VirtualTimer) timer.close();
    else if (typeof timer === 'number' || typeof timer === 'string')
      byId.get(Number(timer))?.close();
  };
  const clearImmediate = (immediate: unknown): void => {
    if (immediate instanceof VirtualImmediate) immediate[Symbol.dispose]();
  };

  const promises = createPromiseTimers({ setTimeout, setImmediate, setInterval, clear });
  Object.defineProperty(setTimeout, promisify.custom, { get: () => promises.setTimeout });
  Object.defineProperty(setImmediate, promisify.custom, { get: () => promises.setImmediate });

  const ambient = {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout: clear,
    clearInterval: clear,
    clearImmediate,
  };
  replaceAll(globalThis, ambient);
  replaceAll(timers, ambient);
  replaceAll(timersPromises, {
    setTimeout: promises.setTimeout,
    setImmediate: promises.setImmediate,
    setInterval: promises.setInterval,
  });
  replaceAll(timersPromises.scheduler, promises.scheduler);
  replace(AbortSignal, 'timeout', (delayMs: number): AbortSignal => {
    const controller = new AbortController();
    const abort = (): void =>
      controller.abort(
        new DOMException('The operation was aborted due to timeout', 'TimeoutError'),
      );
    setTimeout(abort, delayMs).unref();
    return controller.signal;
  });
}

function checkCallback(callback: unknown): void {
  if (typeof callback === 'function') return;
  const error = new TypeError(
    `The "callback" argument must be of type function. Received ${String(callback)}`,
  );
  throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}
