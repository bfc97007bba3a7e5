import { PaydrillError } from '../core/errors.ts';

/** The error that the work is refused with; anything else fails the test. */
export async function refusalOf(work: () => unknown): Promise<PaydrillError> {
  try {
    await work();
  } catch (error) {
    if (error instanceof PaydrillError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
