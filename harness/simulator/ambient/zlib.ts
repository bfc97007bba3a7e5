import zlib from 'node:zlib';
import type { EventLoop } from '../clock/event-loop.ts';
import { answerLater, isCallback } from './later.ts';
import { replace } from './replace.ts';

const CONVENIENCE = [
  'gzip',
  'gunzip',
  'deflate',
  'inflate',
  'deflateRaw',
  'inflateRaw',
  'unzip',
  'brotliCompress',
  'brotliDecompress',
  'zstdCompress',
  'zstdDecompress',
] as const;

/** Packing is done at once and answered as an event, in functions and in streams. */
export function installZlib(loop: EventLoop): void {
  for (const name of CONVENIENCE) {
    const work: unknown = Reflect.get(zlib, `${name}Sync`);
    if (typeof work !== 'function') continue;
    replace(zlib, name, (...args: unknown[]): void => {
      const callback = args.at(-1);
      if (!isCallback(callback)) throw new TypeError('The "callback" argument must be a function');
      answerLater(loop, () => Reflect.apply(work, zlib, args.slice(0, -1)) as unknown, callback);
    });
  }
  const makers = [zlib.createGzip, zlib.createBrotliCompress, zlib.createBrotliDecompress];
  const zstd = [zlib.createZstdCompress, zlib.createZstdDecompress];
  const handles = [...makers, ...zstd].map((make) => handleOf(make()));
  const prototypes = new Set(handles.map((handle) => Object.getPrototypeOf(handle) as object));
  for (const prototype of prototypes) installStream(loop, prototype);
}

function handleOf(stream: object): object {
  const handle: unknown = Reflect.get(stream, '_handle');
  if (typeof handle !== 'object' || handle === null)
    throw new TypeError('a zlib stream has no handle');
  return handle;
}

type Work = (...args: unknown[]) => unknown;

// 1. `init` is given the function that the thread pool calls when a chunk is done: kept.
// 2. `write` hands a chunk to the thread pool: instead it is written at once.
// 3. That function is called as an event; not when the chunk was broken, which is told otherwise.
function installStream(loop: EventLoop, prototype: object): void {
  const init = Reflect.get(prototype, 'init') as Work;
  const writeSync = Reflect.get(prototype, 'writeSync') as Work;
  const callbacks = new WeakMap<object, Work>();
  replace(prototype, 'init', function initVirtual(this: object, ...args: unknown[]): unknown {
    const callback = args.find((argument) => typeof argument === 'function');
    if (callback !== undefined) callbacks.set(this, callback as Work);
    return Reflect.apply(init, this, args);
  });
  replace(prototype, 'write', function writeVirtual(this: object, ...args: unknown[]): void {
    let isBroken = false;
    const onError = Reflect.get(this, 'onerror') as Work;
    Reflect.set(this, 'onerror', function broken(this: object, ...details: unknown[]) {
      isBroken = true;
      Reflect.apply(onError, this, details);
    });
    Reflect.apply(writeSync, this, args);
    Reflect.set(this, 'onerror', onError);
    const callback = callbacks.get(this);
    if (isBroken || callback === undefined) return;
    const run = (): void => void Reflect.apply(callback, this, []);
    loop.schedule(0, { kind: 'thread-pool', owner: loop.current, run });
  });
}
