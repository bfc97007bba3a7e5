import net from 'node:net';
import type { VirtualEvent } from '../clock/virtual-event.ts';
import type { EventLoop } from '../clock/event-loop.ts';
import type { Holding, VirtualProcess } from '../process/virtual-process.ts';
import type { Connection } from './connection.ts';
import type { Receiver } from './lane.ts';
import type { Network } from './network.ts';
import { END, RESET, type Parcel } from './parcel.ts';
import { parseConnectArgs } from './connect-args.ts';
import { releaseParserOf } from './parsers.ts';
import { systemError } from './system-error.ts';

/** Where sockets live; set once by the thread of the world. */
export interface SocketWorld {
  readonly loop: EventLoop;
  readonly network: Network;
}

type Done = (error?: Error | null) => void;
type Chunk = { readonly chunk: string | Buffer; readonly encoding: BufferEncoding };

/** What Node reads from a socket at once. */
const READ_BYTES = 65_536;

const EMPTY = Buffer.alloc(0);

/**
 * Stands in the place of net.Socket. It is one, with everything that touches the system replaced:
 * Node's own http, undici, drivers and frameworks can't tell the difference.
 */
export abstract class VirtualSocket extends net.Socket implements Receiver, Holding {
  abstract inWorld(): SocketWorld;
  declare connecting: boolean;
  declare destroyed: boolean;
  declare timeout: number;
  readonly owner: VirtualProcess = this.inWorld().loop.current;
  encrypted = false;
  authorized = false;
  /** When the message that is arriving began; -1 between messages. For server timeouts. */
  messageSinceUs: number = this.inWorld().loop.nowUs;
  connection: Connection | null = null;
  isServerSide = false;
  peer = { localAddress: '127.0.0.1', localPort: 0, remoteAddress: '', remotePort: 0 };
  readonly #inbox: Parcel[] = [];
  #wantsMore = true;
  #readBytes = 0;
  #writtenBytes = 0;
  #idleTimer: VirtualEvent | null = null;
  #lastActiveUs = 0;
  #isReset = false;
  #lastSent: Buffer = EMPTY;
  #hasEnded = false;

  attach(connection: Connection, isServerSide: boolean): void {
    this.connection = connection;
    this.isServerSide = isServerSide;
    this.owner.holdings.add(this);
  }

  override connect(...args: unknown[]): this {
    const { host, port, isSecure, onConnect } = parseConnectArgs(args);
    if (onConnect !== null) this.once('connect', onConnect);
    this.connecting = true;
    if (this.owner.isDead) return this;
    this.owner.beforeEffect();
    this.owner.holdings.add(this);
    this.inWorld().network.dial({
      host,
      port,
      isSecure: isSecure || this.encrypted,
      client: this,
      onConnected: (connection, address) => this.#connected(connection, address, port),
      onFailed: (code, address) => {
        if (this.destroyed) return;
        const error =
          code === 'ENOTFOUND'
            ? systemError('getaddrinfo', code, { hostname: host })
            : systemError('connect', code, { address, port });
        this.destroy(error);
      },
    });
    return this;
  }

  #connected(connection: Connection, remoteAddress: string, remotePort: number): void {
    if (this.destroyed) {
      connection.sendUp(RESET);
      connection.sideClosed();
      return;
    }
    this.attach(connection, false);
    this.connecting = false;
    this.peer = { ...this.peer, remoteAddress, remotePort };
    this.#touch();
    this.emit('connect');
    this.emit('ready');
    if (this.encrypted) this.emit('secureConnect');
    if (!this.isPaused()) this.read(0);
  }

  receive(parcel: Parcel): void {
    if (this.destroyed) {
      // Bytes for a socket that was closed are answered by a reset.
      if (parcel.kind === 'data') this.#send(RESET);
      return;
    }
    if (parcel.kind === 'reset') {
      this.#inbox.length = 0;
      this.#isReset = true;
      this.destroy(systemError('read', 'ECONNRESET'));
      return;
    }
    this.#inbox.push(parcel);
    if (this.#wantsMore) this.#pump();
  }

  #pump(): void {
    while (this.#wantsMore) {
      const parcel = this.#inbox.shift();
      if (parcel === undefined || this.destroyed) return;
      this.#touch();
      if (parcel.kind !== 'data') {
        this.#hasEnded = true;
        this.push(null);
        this.read(0);
        return;
      }
      this.#readBytes += parcel.bytes.length;
      if (this.messageSinceUs < 0) this.messageSinceUs = this.inWorld().loop.nowUs;
      this.#wantsMore = this.push(parcel.bytes);
      if (this.isServerSide && isMessageWhole(this)) this.messageSinceUs = -1;
    }
  }

  override _read(): void {
    if (this.connecting || this.connection === null) return;
    this.#wantsMore = true;
    if (this.#inbox.length > 0) this.#pump();
  }

  override _write(chunk: string | Buffer, encoding: BufferEncoding, done: Done): void {
    this.#transmit(typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk, done);
  }

  override _writev(chunks: Chunk[], done: Done): void {
    const buffers = chunks.map(({ chunk, encoding }) =>
      typeof chunk === 'string' ? Buffer.from(chunk, encoding) : chunk,
    );
    this.#transmit(buffers.length === 1 ? (buffers[0] ?? EMPTY) : Buffer.concat(buffers), done);
  }

  #transmit(bytes: Buffer, done: Done): void {
    if (this.connecting) {
      this.once('connect', () => this.#transmit(bytes, done));
      return;
    }
    if (this.connection === null || this.#isReset) {
      done(systemError('write', 'EPIPE'));
      return;
    }
    this.owner.beforeEffect();
    this.#touch();
    this.#writtenBytes += bytes.length;
    // Kept as it is now: its owner may write to the memory again.
    const kept = Buffer.from(bytes);
    this.#lastSent = kept;
    for (let start = 0; start < kept.length; start += READ_BYTES) {
      this.#send({ kind: 'data', bytes: kept.subarray(start, start + READ_BYTES) });
    }
    done();
  }

  #send(parcel: Parcel): void {
    if (this.owner.isDead && parcel.kind === 'data') return;
    if (this.isServerSide) this.connection?.sendDown(parcel);
    else this.connection?.sendUp(parcel);
  }

  override _final(done: Done): void {
    const finish = (): void => {
      this.#send(END);
      done();
    };
    if (this.connecting) this.once('connect', finish);
    else finish();
  }

  override _destroy(error: Error | null, done: Done): void {
    this.connecting = false;
    this.setTimeout(0);
    this.owner.holdings.delete(this);
    if (this.connection !== null && !this.#isReset) {
      // As the system does it: a reset when there were bytes that nobody read.
      const isUnread = this.#inbox.some(({ kind }) => kind === 'data');
      if (isUnread) this.#send(RESET);
      else if (!this.writableFinished) this.#send(END);
    }
    this.connection?.sideClosed();
    done(error);
    // What is told of its end lets go of its parser: who is killed before it was told never hears it.
    const untold: Holding = { abandon: () => releaseParserOf(this) };
    this.owner.holdings.add(untold);
    const tell = (): void => {
      this.owner.holdings.delete(untold);
      this.emit('close', error !== null);
    };
    // The system closes a socket in a later turn of the loop.
    if (this.connection === null) process.nextTick(tell);
    else this.inWorld().loop.schedule(0, { kind: 'network', owner: this.owner, run: tell });
    const server: unknown = Reflect.get(this, '_server');
    if (typeof server === 'object' && server !== null) {
      Reflect.set(server, '_connections', Number(Reflect.get(server, '_connections')) - 1);
      (Reflect.get(server, '_emitCloseIfDrained') as () => void).call(server);
    }
  }

  override resetAndDestroy(): this {
    if (this.connecting) {
      this.once('connect', () => this.resetAndDestroy());
      return this;
    }
    if (this.connection === null) {
      const error = Object.assign(new Error('Socket is closed'), { code: 'ERR_SOCKET_CLOSED' });
      return this.destroy(error);
    }
    this.#send(RESET);
    this.#isReset = true;
    return this.destroy();
  }

  /** The process was killed: its system closes the socket, none of its code runs. */
  abandon(): void {
    releaseParserOf(this);
    if (this.connection === null) return;
    this.#send(this.#inbox.length > 0 ? RESET : END);
    this.connection.sideClosed();
    this.destroyed = true;
  }

  describe(): string | null {
    if (this.isServerSide) return null;
    const { remoteAddress, remotePort } = this.peer;
    if (this.connecting) return 'a connection that is being opened';
    const line = this.#lastSent.toString('latin1', 0, 200).split('\r\n')[0] ?? '';
    const request = /^[A-Z]+ \S+(?= HTTP\/1)/.exec(line)?.[0];
    return request === undefined ? null : `${request} at ${remoteAddress}:${remotePort}`;
  }

  override setTimeout(ms: number, onTimeout?: () => void): this {
    if (this.#idleTimer !== null) this.#idleTimer.run = null;
    this.#idleTimer = null;
    this.timeout = ms;
    if (ms > 0) {
      this.#lastActiveUs = this.inWorld().loop.nowUs;
      this.#watchIdle(ms * 1000);
      if (onTimeout !== undefined) this.once('timeout', onTimeout);
    } else if (onTimeout !== undefined) this.removeListener('timeout', onTimeout);
    return this;
  }

  // One event at a time: when it comes it looks how long the silence is, and waits for the rest.
  #watchIdle(afterUs: number): void {
    const run = (): void => {
      this.#idleTimer = null;
      const limitUs = (this.timeout ?? 0) * 1000;
      const quietUs = this.inWorld().loop.nowUs - this.#lastActiveUs;
      if (limitUs <= 0 || this.destroyed) return;
      if (quietUs < limitUs) this.#watchIdle(limitUs - quietUs);
      else this.emit('timeout');
    };
    const label = 'socket timeout';
    this.#idleTimer = this.inWorld().loop.schedule(afterUs, {
      kind: 'timer',
      owner: this.owner,
      label,
      run,
    });
  }

  #touch(): void {
    this.#lastActiveUs = this.inWorld().loop.nowUs;
    if (this.#idleTimer === null && this.timeout !== undefined && this.timeout > 0) {
      this.#watchIdle(this.timeout * 1000);
    }
  }

  override ref(): this {
    return this;
  }

  override unref(): this {
    return this;
  }

  override setNoDelay(): this {
    return this;
  }

  override setKeepAlive(): this {
    return this;
  }

  override address(): net.AddressInfo {
    return { address: this.peer.localAddress, port: this.peer.localPort, family: 'IPv4' };
  }

  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  get counts(): { readonly read: number; readonly written: number } {
    return { read: this.#readBytes, written: this.#writtenBytes };
  }

  // What TLS clients ask of a socket that is secure.
  getPeerCertificate(): object {
    return {};
  }

  getCipher(): object {
    return { name: 'TLS_AES_256_GCM_SHA384', version: 'TLSv1.3' };
  }

  getProtocol(): string | null {
    return this.encrypted ? 'TLSv1.3' : null;
  }

  getSession(): undefined {
    return undefined;
  }

  isSessionReused(): boolean {
    return false;
  }
}

/** The parser of Node's http server has the last message complete and no other begun. */
function isMessageWhole(socket: object): boolean {
  const parser: unknown = Reflect.get(socket, 'parser');
  if (typeof parser !== 'object' || parser === null) return true;
  const incoming: unknown = Reflect.get(parser, 'incoming');
  if (typeof incoming !== 'object' || incoming === null) return false;
  return Reflect.get(incoming, 'complete') === true;
}

export type VirtualSocketClass = new (options?: net.SocketConstructorOpts) => VirtualSocket;

/** The class of one world's sockets: `new net.Socket()` has to know where it is. */
export function createSocketClass(world: SocketWorld): VirtualSocketClass {
  const Bound = class extends VirtualSocket {
    inWorld(): SocketWorld {
      return world;
    }
  };
  Object.defineProperty(Bound, 'name', { value: 'Socket' });
  return Bound;
}

/** Getters of net.Socket that ask the system. */
export function defineSocketGetters(): void {
  const define = (name: string, get: (socket: VirtualSocket) => unknown): void => {
    Object.defineProperty(VirtualSocket.prototype, name, {
      configurable: true,
      get(this: VirtualSocket) {
        return get(this);
      },
    });
  };
  for (const name of ['localAddress', 'localPort', 'remoteAddress', 'remotePort'] as const) {
    define(name, (socket) => (socket.connection === null ? undefined : socket.peer[name]));
  }
  define('remoteFamily', (socket) => (socket.connection === null ? undefined : 'IPv4'));
  define('localFamily', (socket) => (socket.connection === null ? undefined : 'IPv4'));
  define('bytesRead', (socket) => socket.counts.read);
  define('bytesWritten', (socket) => socket.counts.written);
  define('pending', (socket) => socket.connection === null);
}
