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
  #kept: OutputLine[] | null = null;
  readonly #onLine: (line: OutputLine, isWanted: boolean) => void;
  readonly #nowMs: () => number;

  /** @param onLine is told of every line, and whether it is given to nobody else */
  constructor(nowMs: () => number, onLine: (line: OutputLine, isWanted: boolean) => void) {
    this.#nowMs = nowMs;
    this.#onLine = onLine;
  }

  reset(): void {
    this.#partial.clear();
    this.#kept = null;
  }

  /** Lines since the last call; from the first on they are kept for the next. */
  take(): readonly OutputLine[] {
    const taken = this.#kept ?? [];
    this.#kept = [];
    return taken;
  }

  /** A dead process writes nothing. */
  write(process: VirtualProcess, stream: 'stdout' | 'stderr', data: string | Uint8Array): void {
    if (process.isDead) return;
    const key = `${process.index}/${stream}`;
    const text = typeof data === 'string' ? data : Buffer.from(data).toString();
    const lines = `${this.#partial.get(key) ?? ''}${text}`.split('\n');
    this.#partial.set(key, lines.pop() ?? '');
    for (const line of lines) {
      const written = { process: process.name, stream, atMs: this.#nowMs(), text: line };
      this.#onLine(written, this.#kept === null);
      this.#kept?.push(written);
    }
  }
}
