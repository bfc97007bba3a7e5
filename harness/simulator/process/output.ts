import type { VirtualProcess } from './virtual-process.ts';

export interface OutputLine {
  readonly process: string;
  readonly stream: 'stdout' | 'stderr';
  readonly atMs: number;
  readonly text: string;
}

/** What the processes of a world write, line by line, with its virtual time. */
export class Output {
  readonly #partial = new Map<string, string>();
  readonly #onLine: (line: OutputLine) => void;
  readonly #nowMs: () => number;

  constructor(nowMs: () => number, onLine: (line: OutputLine) => void) {
    this.#nowMs = nowMs;
    this.#onLine = onLine;
  }

  /** A dead process writes nothing. */
  write(process: VirtualProcess, stream: 'stdout' | 'stderr', data: string | Uint8Array): void {
    if (process.isDead) return;
    const key = `${process.index}/${stream}`;
    const text = typeof data === 'string' ? data : Buffer.from(data).toString();
    const lines = `${this.#partial.get(key) ?? ''}${text}`.split('\n');
    this.#partial.set(key, lines.pop() ?? '');
    for (const line of lines) {
      this.#onLine({ process: process.name, stream, atMs: this.#nowMs(), text: line });
    }
  }
}
