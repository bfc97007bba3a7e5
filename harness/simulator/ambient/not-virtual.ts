import type { PaydrillError } from '../../core/errors.ts';
import { simulatorError } from '../errors.ts';
import { callingModule } from './caller.ts';

/**
 * What was refused. Code that catches the error goes on, in another way than it would outside, and
 * whoever wonders why has to be told. One for the thread, because the thread is the world.
 */
class Refused {
  readonly #byMessage = new Map<string, PaydrillError>();

  note(error: PaydrillError): PaydrillError {
    if (!this.#byMessage.has(error.message)) this.#byMessage.set(error.message, error);
    return error;
  }

  get list(): readonly PaydrillError[] {
    return [...this.#byMessage.values()];
  }

  clear(): void {
    this.#byMessage.clear();
  }
}

export const REFUSED = new Refused();

/** The error for a call that would leave the world, with the module that made it. */
export const notVirtual = (call: string, advice: string): PaydrillError =>
  REFUSED.note(simulatorError('SIMULATOR_NOT_VIRTUAL', { call, module: callingModule(), advice }));

/** A name that nothing in the world has. Its look-up fails as outside, and that is noted. */
export function noteUnknownHost(process: string, host: string, port: number): void {
  REFUSED.note(simulatorError('SIMULATOR_HOST_UNKNOWN', { process, host, port }));
}
