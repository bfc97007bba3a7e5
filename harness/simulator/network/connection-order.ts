import type net from 'node:net';

/**
 * Node keeps the connections of an HTTP server in the order of their addresses in memory, which is
 * another in each run, and closes them in that order. Here they are listed as they came.
 */
export function orderConnections(server: net.Server): void {
  const symbol = Object.getOwnPropertySymbols(server).find(
    ({ description }) => description === 'http.server.connections',
  );
  const connections: unknown = symbol === undefined ? undefined : Reflect.get(server, symbol);
  if (typeof connections !== 'object' || connections === null) return;
  for (const name of ['all', 'idle', 'active']) {
    const list: unknown = Reflect.get(connections, name);
    if (typeof list !== 'function') continue;
    Reflect.set(connections, name, (): readonly object[] => {
      const found = Reflect.apply(list, connections, []) as readonly object[];
      return found.toSorted((a, b) => placeOf(a) - placeOf(b));
    });
  }
}

/** Ports of clients are counted up in a world. */
const placeOf = (parser: object): number => {
  const socket = Reflect.get(parser, 'socket') as net.Socket | null;
  return socket?.remotePort ?? 0;
};
