import type { Answer } from './answer.ts';
import type { Clock } from './clock.ts';
import type { GatewayRequest } from './request.ts';

/** How a provider keeps concurrent requests from changing one object at the same time. */
export interface LockRules {
  /** The object that the request changes; null when it changes none that is there already. */
  lockOf(request: GatewayRequest): string | null;
  /** How long a request waits for an object that another one holds, in milliseconds. */
  readonly waitMs: number;
  /** What it is told when that was too long. Nothing was done. */
  refuse(): Answer;
}

export type Release = () => void;
type Turn = (isGiven: boolean) => void;

/**
 * Objects that are being changed. Handlers are one step, so a request holds its object only while a
 * fault makes the provider slow about it; others wait in line, for a while.
 */
export class ObjectLocks {
  readonly #lines = new Map<string, Set<Turn>>();

  get count(): number {
    return this.#lines.size;
  }

  isHeld(name: string): boolean {
    return this.#lines.has(name);
  }

  /** Resolves when it is one's turn, or with null when that took longer than `waitMs`. */
  take(name: string, waitMs: number, clock: Pick<Clock, 'sleep'>): Promise<Release | null> {
    const line = this.#lines.get(name);
    if (line === undefined) {
      const started = new Set<Turn>();
      this.#lines.set(name, started);
      return Promise.resolve(() => this.#release(name, started));
    }
    return new Promise((resolve) => {
      const isOver = new AbortController();
      const turn: Turn = (isGiven) => {
        line.delete(turn);
        isOver.abort();
        resolve(isGiven ? () => this.#release(name, line) : null);
      };
      line.add(turn);
      clock.sleep(waitMs, isOver.signal).then(
        () => turn(false),
        () => undefined,
      );
    });
  }

  /** Frees all objects; whoever waits is refused. */
  clear(): void {
    const lines = [...this.#lines.values()];
    this.#lines.clear();
    for (const line of lines) for (const turn of line) turn(false);
  }

  // One that was held when all were freed is somebody else's by now.
  #release(name: string, line: ReadonlySet<Turn>): void {
    if (this.#lines.get(name) !== line) return;
    const [next] = line;
    if (next === undefined) this.#lines.delete(name);
    else next(true);
  }
}
