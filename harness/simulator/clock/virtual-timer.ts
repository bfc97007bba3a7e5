import type { EventLoop } from './event-loop.ts';
import type { VirtualEvent } from './virtual-event.ts';

/** Node's limit; a longer delay becomes 1 ms, as there. */
const LONGEST_MS = 2_147_483_647;

export type TimerCallback = (...args: unknown[]) => unknown;

/** Runs work in the async context in which the timer was set. */
export type BindContext = (work: () => void) => () => void;

export function timerDelayMs(delay: unknown): number {
  const ms = Number(delay);
  return ms >= 1 && ms <= LONGEST_MS ? Math.trunc(ms) : 1;
}

/** What setTimeout, setInterval and setImmediate return: Node's `Timeout` in virtual time. */
export class VirtualTimer {
  #event: VirtualEvent | null = null;
  #isRef = true;
  readonly #loop: EventLoop;
  readonly #run: () => void;
  readonly #delayMs: number;
  readonly #repeats: boolean;
  readonly #owner: EventLoop['current'];
  readonly #label: string;

  constructor(loop: EventLoop, run: () => void, delayMs: number, repeats: boolean, label: string) {
    this.#loop = loop;
    this.#run = run;
    this.#delayMs = delayMs;
    this.#repeats = repeats;
    this.#owner = loop.current;
    this.#label = label;
    this.#arm();
  }

  #arm(): void {
    this.#event = this.#loop.schedule(this.#delayMs * 1000, {
      kind: this.#repeats ? 'interval' : 'timer',
      owner: this.#owner,
      label: this.#label,
      detail: this.#delayMs,
      run: () => {
        this.#event = null;
        try {
          this.#run();
        } finally {
          // As in Node, the next one counts from the end of this one.
          if (this.#repeats && !this.#isCleared && this.#event === null) this.#arm();
        }
      },
    });
  }

  #isCleared = false;

  refresh(): this {
    if (this.#isCleared) return this;
    if (this.#event !== null) this.#event.run = null;
    this.#arm();
    return this;
  }

  close(): this {
    this.#isCleared = true;
    if (this.#event !== null) this.#event.run = null;
    this.#event = null;
    return this;
  }

  ref(): this {
    this.#isRef = true;
    return this;
  }

  unref(): this {
    this.#isRef = false;
    return this;
  }

  hasRef(): boolean {
    return this.#isRef;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}
