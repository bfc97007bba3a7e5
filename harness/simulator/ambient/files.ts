import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { promisify } from 'node:util';
import type { EventLoop } from '../clock/event-loop.ts';
import type { Output } from '../process/output.ts';
import { answerLater, isCallback } from './later.ts';
import { notVirtual } from './not-virtual.ts';
import { replace } from './replace.ts';

const READS = ['access', 'lstat', 'readFile', 'readdir', 'readlink', 'realpath', 'stat'] as const;
const ADVICE = 'Only standard output (1) and error (2) can be written to.';

/**
 * Files are read for real (modules, certificates, fixtures), and nothing is written but the
 * process's own output, which is where loggers write by file descriptor.
 */
export function installFiles(loop: EventLoop, output: Output): void {
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
    replace(fs, name, withCallback);
    replace(fsPromises, name, asPromise);
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
    throw notVirtual(`fs.openSync(${JSON.stringify(flags)})`, ADVICE);
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
  replace(fs, 'fsyncSync', () => undefined);
  replace(fs, 'fsync', (_fd: number, callback: unknown): void => {
    if (isCallback(callback)) answerLater(loop, () => undefined, callback);
  });
}

function sliceOf(data: string | NodeJS.ArrayBufferView, rest: readonly unknown[]): Buffer {
  if (typeof data === 'string') return Buffer.from(data, rest[1] as BufferEncoding | undefined);
  const [offset, length] = rest as [number | undefined, number | undefined];
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return bytes.subarray(offset ?? 0, length === undefined ? undefined : (offset ?? 0) + length);
}
