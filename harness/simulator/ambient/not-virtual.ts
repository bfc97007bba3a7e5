import type { PaydrillError } from '../../core/errors.ts';
import { simulatorError } from '../errors.ts';
import { callingModule } from './caller.ts';

/** The error for a call that would leave the world, with the module that made it. */
export const notVirtual = (call: string, advice: string): PaydrillError =>
  simulatorError('SIMULATOR_NOT_VIRTUAL', { call, module: callingModule(), advice });
