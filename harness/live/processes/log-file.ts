import { closeSync, fstatSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const TAIL_BYTES = 16_384;

/**
 * One log a process, `<directory>/<name>.log`. Children write to its descriptor themselves, so a
 * log neither costs the harness anything nor ends with it. A restarted process appends.
 */
export interface LogFile {
  readonly path: string;
  readonly descriptor: number;
  append(text: string): void;
  /** The last lines that were written, oldest first. */
  tail(lines?: number): readonly string[];
  close(): void;
}

export function openLogFile(directory: string, name: string): LogFile {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, `${name}.log`);
  const descriptor = openSync(path, 'a');
  let isOpen = true;
  return {
    path,
    descriptor,
    append: (text) => {
      if (isOpen) writeSync(descriptor, text);
    },
    tail: (lines = 20) => readTail(path, lines),
    close: () => {
      if (isOpen) closeSync(descriptor);
      isOpen = false;
    },
  };
}

function readTail(path: string, lines: number): readonly string[] {
  const descriptor = openSync(path, 'r');
  try {
    const { size } = fstatSync(descriptor);
    const length = Math.min(size, TAIL_BYTES);
    const buffer = Buffer.alloc(length);
    readSync(descriptor, buffer, 0, length, size - length);
    const all = buffer.toString('utf8').split('\n');
    // The first line is cut when the log is longer than what was read.
    if (size > length) all.shift();
    return all.filter((line) => line.trim() !== '').slice(-lines);
  } finally {
    closeSync(descriptor);
  }
}
