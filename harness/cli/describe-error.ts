import type { PaydrillError } from '../core/errors.ts';

/** How an error is told on stderr: `paydrill explain` knows its code. */
export const describeError = ({ code, message, hint }: PaydrillError): string =>
  `${code}: ${message}\nWhat to do: ${hint}`;
