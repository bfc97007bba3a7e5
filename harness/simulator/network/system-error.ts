// Errors of the system as Node makes them: message, code, errno, syscall, address and port.

const ERRNO: Readonly<Record<string, number>> = {
  ECONNREFUSED: -111,
  ECONNRESET: -104,
  EADDRINUSE: -98,
  EPIPE: -32,
  ENOTFOUND: -3008,
  ESRCH: -3,
};

export function systemError(
  syscall: string,
  code: string,
  details: { readonly address?: string; readonly port?: number; readonly hostname?: string } = {},
): Error {
  const { address, port, hostname } = details;
  const place = address === undefined ? '' : ` ${address}${port === undefined ? '' : `:${port}`}`;
  const told =
    code === 'EADDRINUSE'
      ? `: address already in use${place}`
      : place || (hostname === undefined ? '' : ` ${hostname}`);
  const error = new Error(`${syscall} ${code}${told}`);
  return Object.assign(error, { errno: ERRNO[code] ?? -1, code, syscall }, details);
}
