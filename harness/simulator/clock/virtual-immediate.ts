import type { EventLoop } from './event-loop.ts';
import type { VirtualEvent } from './virtual-event.ts';

/** What setImmediate returns: due now, after everything that is due already. */
export class VirtualImmediate {
  readonly #event: VirtualEvent;
  #isRef = true;

  constructor(loop: EventLoop, run: () => void) {
    this.#event = loop.schedule(0, { kind: 'immediate', owner: loop.current, run });
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
    return this.#isRef && this.#event.run !== null;
  }

  [Symbol.dispose](): void {
    this.#event.run = null;
  }
}
