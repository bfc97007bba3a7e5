import { notVirtual } from '../ambient/not-virtual.ts';

export interface ConnectArgs {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly options: Readonly<Record<string, unknown>>;
  readonly onConnect: (() => void) | null;
}

/** (options, listener), (port, host, options, listener) and what lies between. */
export function parseConnectArgs(given: readonly unknown[]): ConnectArgs {
  // Node's own net.connect hands its arguments on as one array.
  const args = Array.isArray(given[0]) ? (given[0] as unknown[]) : given;
  const last = args.at(-1);
  const onConnect = typeof last === 'function' ? (last as () => void) : null;
  const found = args.find((value) => typeof value === 'object' && value !== null) ?? {};
  const options = found as Readonly<Record<string, unknown>>;
  const [first, second] = args;
  const port = Number(
    typeof first === 'number' || typeof first === 'string' ? first : options['port'],
  );
  const host = typeof second === 'string' ? second : options['host'];
  const path = options['path'];
  if (typeof path === 'string' && options['port'] === undefined) {
    throw notVirtual('net.connect({ path })', 'Listen on a port instead of a socket file.');
  }
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    const error = new RangeError(`Port should be >= 0 and < 65536. Received ${String(port)}.`);
    throw Object.assign(error, { code: 'ERR_SOCKET_BAD_PORT' });
  }
  return {
    host: typeof host === 'string' && host !== '' ? host.replace(/^\[|\]$/g, '') : 'localhost',
    port,
    isSecure: options['secure'] === true,
    options,
    onConnect,
  };
}
