import { simulatorError } from '../errors.ts';

// Does all microtasks and ticks now. Node exposes it as `process._tickCallback`; it is what Node
// itself does between two immediates.

const tick: unknown = Reflect.get(process, '_tickCallback');

/** @throws SIMULATOR_NODE_UNFIT */
export function checkNode(found: unknown = tick): void {
  if (typeof found === 'function') return;
  const what = 'process._tickCallback';
  throw simulatorError('SIMULATOR_NODE_UNFIT', { version: process.version, what });
}

/** @throws what a tick throws; the rest is still to be done then. */
export function drainMicrotasks(): void {
  if (typeof tick === 'function') Reflect.apply(tick, process, []);
}
