import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import { replace, replaceAll } from '../ambient/replace.ts';
import { notVirtual } from '../ambient/not-virtual.ts';
import { parseConnectArgs } from './connect-args.ts';
import { installFetch, type FetchPools } from './fetch/install-fetch.ts';
import { installDateHeader } from './date-header.ts';
import { installListen } from './listen.ts';
import { createSocketClass, defineSocketGetters, type SocketWorld } from './virtual-socket.ts';

export interface InstalledNetwork {
  /** A process ended: what agents and fetch kept open for it is forgotten. */
  forget(serial: number): void;
}

/**
 * node:net and node:tls on the virtual network. node:http, node:https and fetch stay Node's own:
 * they speak through these sockets, which is why they behave, and fail, as they do on real ones.
 */
export function installNetwork(world: SocketWorld): InstalledNetwork {
  const { loop } = world;
  const VirtualSocket = createSocketClass(world);
  defineSocketGetters();
  const connect = (...args: unknown[]): net.Socket => {
    const { options } = parseConnectArgs(args);
    return new VirtualSocket(socketOptions(options)).connect(...args);
  };
  const connectSecurely = (...args: unknown[]): net.Socket => {
    if (args.some(hasSocket))
      throw notVirtual('tls.connect({ socket })', 'Connect without a tunnel.');
    const { options, onConnect, host, port } = parseConnectArgs(args);
    const socket = new VirtualSocket(socketOptions(options));
    socket.encrypted = true;
    socket.authorized = true;
    if (onConnect !== null) socket.once('secureConnect', onConnect);
    return socket.connect({ host, port });
  };
  replaceAll(net, {
    Socket: VirtualSocket,
    Stream: VirtualSocket,
    connect,
    createConnection: connect,
  });
  replace(tls, 'connect', connectSecurely);
  installListen(world, VirtualSocket);

  // Agents are shared by the whole thread; what they keep open belongs to one process.
  for (const { prototype } of [http.Agent, https.Agent]) {
    const getName: unknown = Reflect.get(prototype, 'getName');
    if (typeof getName !== 'function') continue;
    replace(prototype, 'getName', function named(this: unknown, options: unknown): string {
      return `${String(Reflect.apply(getName, this, [options]))}@${loop.current.serial}`;
    });
  }
  installDateHeader(loop);
  const pools: FetchPools = installFetch(world, VirtualSocket);
  return {
    forget: (serial) => {
      pools.forget(serial);
      for (const agent of [http.globalAgent, https.globalAgent]) forgetNames(agent, serial);
    },
  };
}

function forgetNames(agent: http.Agent, serial: number): void {
  for (const kept of [agent.sockets, agent.freeSockets, agent.requests]) {
    for (const name of Object.keys(kept)) {
      if (name.endsWith(`@${serial}`)) Reflect.deleteProperty(kept, name);
    }
  }
}

const hasSocket = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(value, 'socket') !== undefined;

const socketOptions = (options: Readonly<Record<string, unknown>>): net.SocketConstructorOpts => ({
  ...(options['allowHalfOpen'] === true ? { allowHalfOpen: true } : {}),
  ...(options['signal'] instanceof AbortSignal ? { signal: options['signal'] } : {}),
});
