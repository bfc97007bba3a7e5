import { Link } from './chain.ts';
import type { AbortListener, WakeSignal } from './clock.ts';

/**
 * A request that met a fault, and for how long that may go on. Few faults ask for a signal, and
 * signals are dear: each is made for the first who asks.
 */
export class HeldRequest extends Link<HeldRequest> implements WakeSignal {
  #isGone = false;
  #isStopped = false;
  #gone: AbortController | null = null;
  /** Most faults wait once, and without a signal of their own: the request itself is that signal. */
  #sleeper: AbortListener | null = null;
  #otherSleepers: AbortListener[] | null = null;

  /** The client left, or the gateway stops. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** The gateway stops or is reset: nothing may take effect any more. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Aborted when the client left or the gateway stops. */
  get gone(): AbortSignal {
    this.#gone ??= createController(this.#isGone);
    return this.#gone.signal;
  }

  // As a signal it is aborted when the gateway stops or is reset.

  get aborted(): boolean {
    return this.#isStopped;
  }

  get reason(): Error {
    return new Error('the gateway stops');
  }

  addEventListener(_type: 'abort', sleeper: AbortListener): void {
    if (this.#sleeper === null) this.#sleeper = sleeper;
    else (this.#otherSleepers ??= []).push(sleeper);
  }

  removeEventListener(_type: 'abort', sleeper: AbortListener): void {
    if (this.#sleeper === sleeper) this.#sleeper = null;
    else this.#otherSleepers = this.#otherSleepers?.filter((other) => other !== sleeper) ?? null;
  }

  leave(): void {
    this.#isGone = true;
    this.#gone?.abort();
  }

  stop(): void {
    this.#isStopped = true;
    this.leave();
    for (const sleeper of [this.#sleeper, ...(this.#otherSleepers ?? [])]) {
      sleeper?.handleEvent();
    }
  }
}

function createController(isAborted: boolean): AbortController {
  const controller = new AbortController();
  if (isAborted) controller.abort();
  return controller;
}
