import { PaydrillError } from '../../core/errors.ts';

/** The error of ours that a promise is rejected with. */
export async function errorOf(promise: Promise<unknown>): Promise<PaydrillError> {
  const error: unknown = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof PaydrillError)) throw new Error(`not ours: ${String(error)}`);
  return error;
}
