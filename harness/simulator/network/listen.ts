import http from 'node:http';
import net from 'node:net';
import tls from 'node:tls';
import { replace } from '../ambient/replace.ts';
import { notVirtual } from '../ambient/not-virtual.ts';
import type { Accepted } from './network.ts';
import { orderConnections } from './connection-order.ts';
import { watchRequestTimes } from './request-times.ts';
import { systemError } from './system-error.ts';
import type { SocketWorld, VirtualSocket, VirtualSocketClass } from './virtual-socket.ts';

interface ListenArgs {
  readonly host: string;
  readonly port: number;
  readonly signal: AbortSignal | null;
  readonly onListening: (() => void) | null;
}

/** Server.listen for every kind of server: address, close and the rest stay Node's own. */
export function installListen(
  { loop, network }: SocketWorld,
  SocketClass: VirtualSocketClass,
): void {
  replace(net.Server.prototype, 'listen', function listen(this: net.Server, ...args: unknown[]) {
    const { host, port, signal, onListening } = parseListenArgs(args);
    if (this.listening) {
      const error = new Error('Listen method has been called more than once without closing.');
      throw Object.assign(error, { code: 'ERR_SERVER_ALREADY_LISTEN' });
    }
    if (onListening !== null) this.once('listening', onListening);
    const owner = loop.current;
    const listener = network.listen(owner, port, (peer) => accept(this, SocketClass, peer));
    const later = (run: () => void): void => {
      loop.schedule(0, { kind: 'listen', owner, detail: port, run });
    };
    if (listener === null) {
      later(() => this.emit('error', systemError('listen', 'EADDRINUSE', { address: host, port })));
      return this;
    }
    const stop = (): void => network.stopListening(listener);
    const holding = { abandon: stop };
    owner.holdings.add(holding);
    const handle = {
      close: (done?: () => void): void => {
        stop();
        owner.holdings.delete(holding);
        done?.();
      },
      ref: (): void => undefined,
      unref: (): void => undefined,
      getsockname: (out: object): number => {
        const family = host.includes(':') ? 'IPv6' : 'IPv4';
        Object.assign(out, { address: host, family, port: listener.port });
        return 0;
      },
    };
    Reflect.set(this, '_handle', handle);
    signal?.addEventListener('abort', () => this.close(), { once: true });
    later(() => {
      // Closed again before it was told.
      if (Reflect.get(this, '_handle') !== handle) return;
      this.emit('listening');
      if (this instanceof http.Server || this instanceof tls.Server) watchRequestTimes(this, loop);
      orderConnections(this);
    });
    return this;
  });
}

function accept(
  server: net.Server,
  SocketClass: VirtualSocketClass,
  peer: Accepted,
): VirtualSocket | null {
  const isTls = server instanceof tls.Server;
  // One speaks TLS and the other does not: neither understands the other.
  if (isTls !== peer.isSecure) return null;
  if (
    server.maxConnections !== undefined &&
    Number(Reflect.get(server, '_connections')) >= server.maxConnections
  ) {
    server.emit('drop');
    return null;
  }
  const allowHalfOpen = Reflect.get(server, 'allowHalfOpen') === true;
  const socket = new SocketClass({ allowHalfOpen });
  socket.attach(peer.connection(), true);
  const address = server.address();
  socket.peer = {
    localAddress: '127.0.0.1',
    localPort: typeof address === 'object' && address !== null ? address.port : 0,
    remoteAddress: '127.0.0.1',
    remotePort: peer.remotePort,
  };
  socket.encrypted = isTls;
  Reflect.set(server, '_connections', Number(Reflect.get(server, '_connections')) + 1);
  Reflect.set(socket, 'server', server);
  Reflect.set(socket, '_server', server);
  if (Reflect.get(server, 'pauseOnConnect') === true) socket.pause();
  server.emit(isTls ? 'secureConnection' : 'connection', socket);
  if (!socket.isPaused()) socket.read(0);
  return socket;
}

function parseListenArgs(args: readonly unknown[]): ListenArgs {
  const last = args.at(-1);
  const onListening = typeof last === 'function' ? (last as () => void) : null;
  const [first, second] = args;
  const options = typeof first === 'object' && first !== null ? first : null;
  const get = (name: string): unknown =>
    options === null ? undefined : Reflect.get(options, name);
  const port = options === null ? first : get('port');
  const isPath = typeof port === 'string' && !/^\d+$/.test(port);
  if (isPath || get('path') !== undefined || get('fd') !== undefined) {
    throw notVirtual('server.listen(path)', 'Listen on a port; 0 takes a free one.');
  }
  const host = options === null ? second : get('host');
  const signal = get('signal');
  return {
    host: typeof host === 'string' ? (host === 'localhost' ? '127.0.0.1' : host) : '::',
    port: typeof port === 'number' || typeof port === 'string' ? Number(port) : 0,
    signal: signal instanceof AbortSignal ? signal : null,
    onListening,
  };
}
