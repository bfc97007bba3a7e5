import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import module from 'node:module';
import { promisify } from 'node:util';
import type { EventLoop } from '../clock/event-loop.ts';
import type { Output } from '../process/output.ts';
import { answerLater, isCallback, type NodeCallback } from './later.ts';
import { notVirtual } from './not-virtual.ts';
import { replace, replaceAll } from './replace.ts';

const READS = [
  'access',
  'close',
  'fdatasync',
  'fstat',
  'fsync',
  'lstat',
  'open',
  'readFile',
  'readdir',
  'readlink',
  'realpath',
  'stat',
] as const;
/** What Node reads at once when it is given no buffer. */
const READ_BYTES = 16_384;
const ADVICE = 'Only standard output (1) and error (2) can be written to.';

/**
 * Files are read for real (modules, certificates, fixtures), and nothing is written but the
 * process's own output, which is where loggers write by file descriptor.
 */
export function installFiles(loop: EventLoop, output: Output): void {
  // These tell a third thing: what they filled.
  for (const name of ['read', 'readv'] as const) {
    const work = Reflect.get(fs, `${name}Sync`) as (...args: unknown[]) => number;
    const read = (given: readonly unknown[]): readonly [number, unknown] => {
      const [fd, first, ...rest] = given;
      const hasOptions = name === 'read' && !ArrayBuffer.isView(first);
      const options = (hasOptions ? (first ?? {}) : {}) as { readonly buffer?: unknown };
      const target = hasOptions ? (options.buffer ?? Buffer.alloc(READ_BYTES)) : first;
      const args = hasOptions ? [fd, target, options] : [fd, target, ...rest];
      return [Reflect.apply(work, fs, args), target];
    };
    const withCallback = (...args: unknown[]): void => {
      const callback = args.at(-1);
      if (!isCallback(callback)) return;
      const done = (error: Error | null, result?: unknown): void => {
        const [count, target] = (result ?? []) as readonly unknown[];
        Reflect.apply(callback, undefined, [error, count, target]);
      };
      answerLater(loop, () => read(args.slice(0, -1)), done);
    };
    const filled = name === 'read' ? 'buffer' : 'buffers';
    Object.defineProperty(withCallback, promisify.custom, {
      value: async (...args: unknown[]) => {
        const [bytesRead, target] = (await promisify((done: NodeCallback) =>
          answerLater(loop, () => read(args), done),
        )()) as readonly [number, unknown];
        return { bytesRead, [filled]: target };
      },
    });
    replace(fs, name, withCallback);
  }
  replace(fs, 'exists', (path: fs.PathLike, callback: (exists: boolean) => void): void => {
    const run = (): void => callback(fs.existsSync(path));
    loop.schedule(0, { kind: 'thread-pool', owner: loop.current, run });
  });

  const openSync = fs.openSync;
  replace(fs, 'openSync', (path: fs.PathLike, flags: unknown = 'r', mode?: unknown): number => {
    if (flags === 'r' || flags === fs.constants.O_RDONLY) {
      return Reflect.apply(openSync, fs, [path, flags, mode]) as number;
    }
    throw notVirtual(`fs.open(${JSON.stringify(flags)})`, ADVICE);
  });
  const writeSync = (
    fd: number,
    data: string | NodeJS.ArrayBufferView,
    ...rest: unknown[]
  ): number => {
    if (fd !== 1 && fd !== 2) throw notVirtual(`fs.writeSync(${fd})`, ADVICE);
    const bytes = sliceOf(data, rest);
    output.write(loop.current, fd === 1 ? 'stdout' : 'stderr', bytes);
    return bytes.length;
  };
  replace(fs, 'writeSync', writeSync);
  replace(
    fs,
    'write',
    (fd: number, data: string | NodeJS.ArrayBufferView, ...rest: unknown[]): void => {
      const callback = rest.at(-1);
      if (isCallback(callback)) {
        answerLater(loop, () => writeSync(fd, data, ...rest.slice(0, -1)), callback);
      }
    },
  );
  for (const name of ['fsyncSync', 'fdatasyncSync'] as const) replace(fs, name, () => undefined);
  replaceAll(module, {
    enableCompileCache: () => ({ status: module.constants.compileCacheStatus.DISABLED }),
    flushCompileCache: () => undefined,
  });
  installReads(loop);
}

/** What the thread pool reads is read at once, by the synchronous twin, and answered as an event. */
function installReads(loop: EventLoop): void {
  for (const name of READS) {
    const work: unknown = Reflect.get(fs, `${name}Sync`);
    if (typeof work !== 'function') continue;
    const read = (args: readonly unknown[]) => Reflect.apply(work, fs, args) as unknown;
    const asPromise = (...args: unknown[]) =>
      promisify((done: (error: Error | null, value?: unknown) => void) =>
        answerLater(loop, () => read(args), done),
      )();
    const withCallback = (...args: unknown[]): void => {
      const callback = args.at(-1);
      if (isCallback(callback)) answerLater(loop, () => read(args.slice(0, -1)), callback);
    };
    Object.defineProperty(withCallback, promisify.custom, { value: asPromise });
    const { native } = (Reflect.get(fs, name) ?? {}) as { readonly native?: unknown };
    replace(
      fs,
      name,
      native === undefined ? withCallback : Object.assign(withCallback, { native: withCallback }),
    );
    // A handle of fs.promises reads in the thread pool: it stays refused.
    if (name in fsPromises && name !== 'open') replace(fsPromises, name, asPromise);
  }
}

function sliceOf(data: string | NodeJS.ArrayBufferView, rest: readonly unknown[]): Buffer {
  if (typeof data === 'string') return Buffer.from(data, rest[1] as BufferEncoding | undefined);
  const [offset, length] = rest as [number | undefined, number | undefined];
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return bytes.subarray(offset ?? 0, length === undefined ? undefined : (offset ?? 0) + length);
}
