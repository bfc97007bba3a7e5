import { Link } from './chain.ts';

/**
 * A request that met a fault, and for how long that may go on. Few faults ask for a signal, and
 * signals are dear: each is made for the first who asks.
 */
export class HeldRequest extends Link<HeldRequest> {
  #isGone = false;
  #isStopped = false;
  #gone: AbortController | null = null;
  #stopped: AbortController | null = null;

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

  /** Aborted when the gateway stops or is reset. */
  get stopped(): AbortSignal {
    this.#stopped ??= createController(this.#isStopped);
    return this.#stopped.signal;
  }

  leave(): void {
    this.#isGone = true;
    this.#gone?.abort();
  }

  stop(): void {
    this.#isStopped = true;
    this.leave();
    this.#stopped?.abort();
  }
}

function createController(isAborted: boolean): AbortController {
  const controller = new AbortController();
  if (isAborted) controller.abort();
  return controller;
}
