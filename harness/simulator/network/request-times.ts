import type net from 'node:net';
import type { EventLoop } from '../clock/event-loop.ts';
import { real } from '../clock/real.ts';

interface Watched {
  readonly messageSinceUs?: number;
  emit(event: 'error', error: Error): boolean;
}

/**
 * headersTimeout and requestTimeout. Node looks at its list of unfinished requests by a real timer
 * and a real clock: that timer is ended, and the same list is looked at in virtual time.
 */
export function watchRequestTimes(server: net.Server, loop: EventLoop): void {
  const own = Object.getOwnPropertySymbols(server);
  const find = (name: string): unknown => {
    const symbol = own.find(({ description }) => description === name);
    return symbol === undefined ? undefined : Reflect.get(server, symbol);
  };
  const interval = find('http.server.connectionsCheckingInterval');
  if (interval !== undefined) real.clearTimeout(interval as NodeJS.Timeout);
  const connections = find('http.server.connections');
  const everyMs = Number(Reflect.get(server, 'connectionsCheckingInterval') ?? 30_000);
  const owner = loop.current;
  const look = (): void => {
    if (!server.listening) return;
    for (const socket of lateSockets(server, connections, loop.nowUs)) {
      const error = Object.assign(new Error('Request timeout'), {
        code: 'ERR_HTTP_REQUEST_TIMEOUT',
      });
      socket.emit('error', error);
    }
    schedule();
  };
  const schedule = (): void => {
    loop.schedule(everyMs * 1000, {
      kind: 'interval',
      owner,
      label: 'request timeouts',
      run: look,
    });
  };
  if (connections !== undefined) schedule();
}

function* lateSockets(server: net.Server, connections: unknown, nowUs: number): Iterable<Watched> {
  const active = call(connections, 'active');
  if (!Array.isArray(active)) return;
  for (const parser of active as readonly object[]) {
    const socket = Reflect.get(parser, 'socket') as Watched | null;
    const sinceUs = socket?.messageSinceUs;
    if (socket === null || sinceUs === undefined || sinceUs < 0) continue;
    const incoming: unknown = Reflect.get(parser, 'incoming');
    const hasHeaders = typeof incoming === 'object' && incoming !== null;
    const limits = ['requestTimeout', ...(hasHeaders ? [] : ['headersTimeout'])];
    const limitMs = Math.min(
      ...limits.map((name) => Number(Reflect.get(server, name))).filter((ms) => ms > 0),
    );
    if (nowUs - sinceUs >= limitMs * 1000) yield socket;
  }
}

function call(target: unknown, name: string): unknown {
  if (typeof target !== 'object' || target === null) return undefined;
  const method: unknown = Reflect.get(target, name);
  return typeof method === 'function' ? (Reflect.apply(method, target, []) as unknown) : undefined;
}
