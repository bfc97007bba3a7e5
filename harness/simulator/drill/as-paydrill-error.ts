import { PaydrillError, type ExitCode } from '../../core/errors.ts';

/**
 * An error of the world itself, for those who run in it: each side has loaded the class for itself,
 * so that neither's errors are instances of the other's.
 *
 * @returns null for what is none
 */
export function asPaydrillError(thrown: unknown): PaydrillError | null {
  if (thrown instanceof PaydrillError) return thrown;
  if (!(thrown instanceof Error) || thrown.name !== 'PaydrillError') return null;
  const { code, hint, exitCode } = thrown as Error &
    Pick<PaydrillError, 'code' | 'hint'> & {
      readonly exitCode: ExitCode;
    };
  return new PaydrillError(code, thrown.message, { hint, exitCode, cause: thrown });
}
