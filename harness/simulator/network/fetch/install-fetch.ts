import type { SocketWorld, VirtualSocketClass } from '../virtual-socket.ts';
import { ClientConnection } from './client-connection.ts';
import type { DispatchHandler, DispatchOptions, Job } from './dispatch.ts';

export interface FetchPools {
  forget(serial: number): void;
}

/**
 * fetch stays Node's own, with its redirects, its streams and its headers. Only the pool of
 * connections under it is ours: undici's keeps time by coarse timers of its own.
 */
export function installFetch({ loop }: SocketWorld, SocketClass: VirtualSocketClass): FetchPools {
  const pools = new Map<string, ClientConnection[]>();

  const connect = (origin: URL, key: string): ClientConnection => {
    const pool = pools.get(key) ?? [];
    pools.set(key, pool);
    const socket = new SocketClass({});
    const isSecure = origin.protocol === 'https:';
    socket.encrypted = isSecure;
    socket.authorized = isSecure;
    const connection: ClientConnection = new ClientConnection(
      {
        loop,
        host: origin.hostname,
        port: Number(origin.port === '' ? (isSecure ? 443 : 80) : origin.port),
        defaultHost: origin.host,
        onFree: () => undefined,
        onGone: (unsent, reason) => {
          pool.splice(pool.indexOf(connection), 1);
          if (pool.length === 0) pools.delete(key);
          if (unsent === null || unsent.isDone || reason.kind === 'closed') return;
          unsent.isDone = true;
          unsent.handler.onError(reason.error);
        },
      },
      socket,
    );
    pool.push(connection);
    return connection;
  };

  const dispatcher = {
    // Then fetch hands over the body itself instead of a stream of it.
    isMockActive: true,
    dispatch: (options: DispatchOptions, handler: DispatchHandler): boolean => {
      const origin = new URL(options.origin);
      const key = `${loop.current.serial}/${origin.origin}`;
      const job: Job = { options, handler, isDone: false };
      const free = pools.get(key)?.find((connection) => connection.isFree);
      (free ?? connect(origin, key)).take(job);
      return true;
    },
    close: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  };
  // Loading fetch sets Node's own; ours has to come after it.
  void globalThis.Request;
  for (const version of [1, 2]) {
    const symbol = Symbol.for(`undici.globalDispatcher.${version}`);
    Object.defineProperty(globalThis, symbol, {
      value: dispatcher,
      writable: true,
      enumerable: false,
      configurable: false,
    });
  }
  return {
    forget: (serial) => {
      for (const key of pools.keys()) if (key.startsWith(`${serial}/`)) pools.delete(key);
    },
  };
}
