import type { Random } from '../../core/random.ts';
import { noteUnknownHost } from '../ambient/not-virtual.ts';
import type { EventLoop } from '../clock/event-loop.ts';
import type { VirtualProcess } from '../process/virtual-process.ts';
import { Connection, DEFAULT_DELAY_MS } from './connection.ts';
import { drawDelayUs } from './delay.ts';
import type { Receiver } from './lane.ts';
import {
  checkFault,
  checkLink,
  placeMatches,
  type LinkFault,
  type LinkPlace,
  type LinkSettings,
} from './link.ts';
import { END } from './parcel.ts';

export interface Listener {
  readonly owner: VirtualProcess;
  readonly port: number;
  accept(peer: Accepted): Receiver | null;
}

/** What a server's side of a new connection is made from. */
export interface Accepted {
  readonly isSecure: boolean;
  readonly remotePort: number;
  readonly connection: () => Connection;
}

export interface Dial {
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly client: Receiver;
  onConnected(connection: Connection, address: string): void;
  onFailed(code: 'ECONNREFUSED' | 'ENOTFOUND', address: string): void;
}

const FIRST_PORT = 49_152;
const FIRST_CLIENT_PORT = 32_768;
const DEFAULT_PORTS: ReadonlySet<number> = new Set([80, 443]);
const LOOPBACK = /^(?:localhost|0\.0\.0\.0|::1?|\d+\.\d+\.\d+\.\d+)$/;

/** All hosts are names of processes, or names that a process was given; all share one loopback. */
export class Network {
  readonly #loop: EventLoop;
  readonly #listeners = new Map<number, Listener>();
  readonly #hosts = new Map<string, string>();
  readonly #links: (LinkPlace & LinkSettings)[] = [];
  readonly #faults: LinkFault[] = [];
  readonly #connections = new Set<Connection>();
  readonly #met = new Map<string, number>();
  #random: Random;
  #dials = 0;
  #nextPort = FIRST_PORT;
  #nextClientPort = FIRST_CLIENT_PORT;

  constructor(loop: EventLoop, random: Random) {
    this.#loop = loop;
    this.#random = random;
  }

  reset(random: Random): void {
    this.#random = random;
    this.#listeners.clear();
    this.#hosts.clear();
    this.#links.length = 0;
    this.#faults.length = 0;
    this.#connections.clear();
    this.#met.clear();
    this.#dials = 0;
    this.#nextPort = FIRST_PORT;
    this.#nextClientPort = FIRST_CLIENT_PORT;
  }

  get openConnections(): number {
    return this.#connections.size;
  }

  nameHost(host: string, process: string): void {
    this.#hosts.set(host.toLowerCase(), process);
  }

  setLink(link: LinkPlace & LinkSettings): void {
    checkLink(link);
    this.#links.unshift(link);
  }

  inject(fault: LinkFault): void {
    checkFault(fault);
    this.clear(fault.name);
    this.#faults.push(fault);
    this.#met.set(fault.name, 0);
    for (const connection of this.#connections) {
      if (!placeMatches(fault, connection.from, connection.to)) continue;
      if (fault.effect.kind !== 'down') {
        connection.add(fault, false);
        continue;
      }
      connection.cut('end');
      this.#meet(fault.name);
    }
  }

  clear(name: string): void {
    const index = this.#faults.findIndex((fault) => fault.name === name);
    const fault = this.#faults[index];
    if (fault === undefined) return;
    this.#faults.splice(index, 1);
    for (const connection of this.#connections) {
      if (placeMatches(fault, connection.from, connection.to)) connection.remove(fault);
    }
  }

  /** How much data, or for `down` how many connections, came to a fault since it was injected. */
  met(fault: string): number {
    return this.#met.get(fault) ?? 0;
  }

  #meet(fault: string): void {
    this.#met.set(fault, this.met(fault) + 1);
  }

  /** Null when the port is taken. */
  listen(owner: VirtualProcess, wanted: number, accept: Listener['accept']): Listener | null {
    if (wanted !== 0 && this.#listeners.has(wanted)) return null;
    let port = wanted;
    while (port === 0 || this.#listeners.has(port)) port = this.#nextPort++;
    const listener = { owner, port, accept };
    this.#listeners.set(port, listener);
    return listener;
  }

  stopListening(listener: Listener): void {
    if (this.#listeners.get(listener.port) === listener) this.#listeners.delete(listener.port);
  }

  portsOf(process: string): readonly number[] {
    const own = [...this.#listeners.values()].filter(({ owner }) => owner.name === process);
    return own.map(({ port }) => port);
  }

  /** The port of a process's only listener, for addresses without one. */
  portOf(process: string): number | null {
    const ports = this.portsOf(process);
    return ports.length === 1 ? (ports[0] ?? null) : null;
  }

  #find(host: string, port: number): Listener | 'unknown-host' | null {
    if (LOOPBACK.test(host)) return this.#listeners.get(port) ?? null;
    const process = this.#hosts.get(host.toLowerCase());
    if (process === undefined) return 'unknown-host';
    const exact = this.#listeners.get(port);
    if (exact?.owner.name === process) return exact;
    const only = DEFAULT_PORTS.has(port) ? this.portOf(process) : null;
    return only === null ? null : (this.#listeners.get(only) ?? null);
  }

  /** One round trip, then connected or refused; a proxy that is down refuses too. */
  dial(dial: Dial): void {
    const { host, port, client } = dial;
    const isName = !LOOPBACK.test(host);
    const address = isName ? '10.0.0.1' : host === 'localhost' ? '127.0.0.1' : host;
    const found = this.#find(host, port);
    const from = client.owner.name;
    const to = this.#processAt(host, found);
    const settings = this.#settingsOf(from, to);
    this.#dials += 1;
    const random = this.#random.fork(`${from}>${to}/${this.#dials}`);
    const up = settings.upstream ?? DEFAULT_DELAY_MS;
    const delayUs = drawDelayUs(up, random) + drawDelayUs(settings.downstream ?? up, random);
    const loop = this.#loop;
    const later = (run: () => void): void => {
      loop.schedule(delayUs, { kind: 'connect', owner: client.owner, detail: port, run });
    };
    if (found === 'unknown-host') {
      noteUnknownHost(from, host, port);
      later(() => dial.onFailed('ENOTFOUND', address));
      return;
    }
    // Decided when the request for a connection arrives, not when it leaves.
    loop.schedule(Math.floor(delayUs / 2), {
      kind: 'connect',
      owner: loop.world,
      detail: port,
      run: () => {
        const arrived = this.#find(host, port);
        const listener = arrived === 'unknown-host' ? null : arrived;
        this.#answer(dial, {
          listener,
          settings,
          from,
          to,
          random,
          address,
          restUs: Math.ceil(delayUs / 2),
        });
      },
    });
  }

  #answer(
    dial: Dial,
    found: {
      readonly listener: Listener | null;
      readonly settings: LinkSettings;
      readonly from: string;
      readonly to: string;
      readonly random: Random;
      readonly address: string;
      readonly restUs: number;
    },
  ): void {
    const loop = this.#loop;
    const { listener, settings, from, to, random, address, restUs } = found;
    const { client, isSecure } = dial;
    const faults = this.#faults.filter((fault) => placeMatches(fault, from, to));
    const down = faults.find(({ effect }) => effect.kind === 'down');
    if (down !== undefined) this.#meet(down.name);
    const later = (run: () => void): void => {
      loop.schedule(restUs, { kind: 'connect', owner: client.owner, detail: dial.port, run });
    };
    if (down !== undefined || (listener === null && settings.isProxied !== true)) {
      later(() => dial.onFailed('ECONNREFUSED', address));
      return;
    }
    let server: Receiver | null = null;
    const connection: Connection = new Connection({
      loop,
      from,
      to,
      random,
      settings,
      client,
      server: {
        // What arrives at a process that is paused waits there behind the connection itself.
        get owner() {
          return server?.owner ?? listener?.owner ?? loop.world;
        },
        receive: (parcel) => server?.receive(parcel),
      },
      faults,
      onClosed: (closed) => this.#connections.delete(closed),
      onMet: (fault) => this.#meet(fault),
    });
    this.#connections.add(connection);
    later(() => dial.onConnected(connection, address));
    if (listener === null || listener.owner.isDead) {
      connection.sendDown(END);
      return;
    }
    const remotePort = this.#nextClientPort++;
    loop.schedule(0, {
      kind: 'connect',
      owner: listener.owner,
      detail: listener.port,
      run: () => {
        server = listener.accept({ isSecure, remotePort, connection: () => connection });
        if (server === null) connection.cut('reset');
      },
    });
  }

  #processAt(host: string, found: Listener | 'unknown-host' | null): string {
    if (found !== null && found !== 'unknown-host') return found.owner.name;
    return this.#hosts.get(host.toLowerCase()) ?? host;
  }

  #settingsOf(from: string, to: string): LinkSettings {
    const exactness = ({ from: a, to: b }: LinkPlace): number =>
      (a === undefined || a === '*' ? 0 : 1) + (b === undefined || b === '*' ? 0 : 2);
    return (
      this.#links
        .filter((link) => placeMatches(link, from, to))
        .toSorted((a, b) => exactness(b) - exactness(a))[0] ?? {}
    );
  }
}
