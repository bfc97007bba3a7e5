import { setFlagsFromString } from 'node:v8';

/**
 * Has the engine collect garbage when the heap has grown by a seventh, instead of up to fourfold as
 * it likes on a machine with much memory: what a drill keeps are its events, which only grow in
 * number, and the memory that it saves belongs to k6 and the target.
 *
 * Call it before the heap grows: the young generation can be kept small, not made smaller.
 */
export function keepHeapSmall(): void {
  setFlagsFromString('--heap-growing-percent=15');
  setFlagsFromString('--semi-space-growth-factor=1');
  // What WebAssembly there is need not be fast: the client of Toxiproxy asks by fetch, a dozen times a
  // run. Compiling its parser for speed, as the engine does after a few of them, leaves 13 MiB behind.
  setFlagsFromString('--wasm-tiering-budget=2000000000');
}
