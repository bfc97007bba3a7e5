import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** What faults of connections need to know about them; nothing is kept of those that are closed. */
export class Connections {
  readonly #counts = new WeakMap<Socket, number>();
  readonly #withheld = new WeakMap<IncomingMessage, readonly string[]>();

  /** 1 for the first request on a connection that was counted. */
  count({ socket }: IncomingMessage): number {
    const count = (this.#counts.get(socket) ?? 0) + 1;
    this.#counts.set(socket, count);
    return count;
  }

  /** A request was left waiting for its `100 Continue` by these faults. */
  withhold(request: IncomingMessage, faults: readonly string[]): void {
    this.#withheld.set(request, faults);
  }

  withheldBy(request: IncomingMessage): readonly string[] {
    return this.#withheld.get(request) ?? NOBODY;
  }
}

const NOBODY: readonly string[] = [];
