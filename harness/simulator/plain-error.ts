import { PaydrillError, type ExitCode } from '../core/errors.ts';

/** An error as data, so that it can cross from one thread to another with stack and causes. */
export interface PlainError {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  /** `code`, `errno`, `syscall`, `address` and whatever else it carries that is plain. */
  readonly details: Readonly<Record<string, string | number | boolean>>;
  readonly hint: string | null;
  readonly exitCode: ExitCode | null;
  readonly cause: PlainError | null;
  readonly errors: readonly PlainError[];
}

const DEEPEST = 8;

export function toPlainError(error: unknown, depth = 0): PlainError {
  if (!(error instanceof Error)) {
    const message = typeof error === 'string' ? error : describe(error);
    return { ...NOTHING, name: 'Thrown', message, stack: `Thrown: ${message}` };
  }
  const inner = error instanceof AggregateError ? error.errors : [];
  return {
    name: error.name,
    message: error.message,
    stack: error.stack ?? `${error.name}: ${error.message}`,
    details: plainFields(error),
    hint: error instanceof PaydrillError ? error.hint : null,
    exitCode: error instanceof PaydrillError ? error.exitCode : null,
    cause:
      error.cause === undefined || depth >= DEEPEST ? null : toPlainError(error.cause, depth + 1),
    errors: depth >= DEEPEST ? [] : inner.map((one) => toPlainError(one, depth + 1)),
  };
}

const NOTHING: Omit<PlainError, 'name' | 'message' | 'stack'> = {
  details: {},
  hint: null,
  exitCode: null,
  cause: null,
  errors: [],
};

function plainFields(error: Error): PlainError['details'] {
  const fields = Object.entries(error).filter(([, value]) =>
    ['string', 'number', 'boolean'].includes(typeof value),
  );
  return Object.fromEntries(fields);
}

function describe(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

export function fromPlainError(plain: PlainError): Error {
  const { details, hint, exitCode, message } = plain;
  const code = details['code'];
  const cause = plain.cause === null ? undefined : fromPlainError(plain.cause);
  const error =
    hint !== null && exitCode !== null && typeof code === 'string'
      ? new PaydrillError(code, message, { hint, exitCode, cause })
      : createError(plain, cause);
  if (error.name !== plain.name) Object.defineProperty(error, 'name', { value: plain.name });
  Object.defineProperty(error, 'stack', { value: plain.stack, configurable: true, writable: true });
  if (!(error instanceof PaydrillError)) Object.assign(error, details);
  return error;
}

function createError({ message, errors }: PlainError, cause: Error | undefined): Error {
  const options = cause === undefined ? undefined : { cause };
  if (errors.length === 0) return new Error(message, options);
  return new AggregateError(errors.map(fromPlainError), message, options);
}
