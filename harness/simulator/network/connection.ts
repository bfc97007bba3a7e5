import type { Random } from '../../core/random.ts';
import type { EventLoop } from '../clock/event-loop.ts';
import { Lane, type Receiver } from './lane.ts';
import type { LinkFault, LinkSettings } from './link.ts';
import { END, RESET, type Parcel } from './parcel.ts';

export const DEFAULT_DELAY_MS = 0.5;

export interface ConnectionOptions {
  readonly loop: EventLoop;
  readonly from: string;
  readonly to: string;
  readonly random: Random;
  readonly settings: LinkSettings;
  readonly client: Receiver;
  readonly server: Receiver;
  readonly faults: readonly LinkFault[];
  readonly onClosed: (connection: Connection) => void;
  readonly onMet: (fault: string) => void;
}

/** Two sockets and the two lanes between them. */
export class Connection {
  readonly from: string;
  readonly to: string;
  readonly #options: ConnectionOptions;
  readonly #up: Lane;
  readonly #down: Lane;
  #openSides = 2;

  constructor(options: ConnectionOptions) {
    const { loop, random, settings, client, server } = options;
    this.#options = options;
    this.from = options.from;
    this.to = options.to;
    const kilobytesPerSecond = settings.kilobytesPerSecond ?? null;
    const cut = (how: 'end' | 'reset'): void => this.cut(how);
    const upstream = settings.upstream ?? DEFAULT_DELAY_MS;
    const common = { loop, kilobytesPerSecond, cut, onMet: options.onMet };
    this.#up = new Lane({
      ...common,
      random: random.fork('up'),
      delay: upstream,
      receiver: server,
    });
    this.#down = new Lane({
      ...common,
      random: random.fork('down'),
      delay: settings.downstream ?? upstream,
      receiver: client,
    });
    for (const fault of options.faults) this.add(fault, true);
  }

  sendUp(parcel: Parcel): void {
    this.#send(this.#up, parcel);
  }

  sendDown(parcel: Parcel): void {
    this.#send(this.#down, parcel);
  }

  #send(lane: Lane, parcel: Parcel): void {
    const isProxied = this.#options.settings.isProxied === true;
    lane.send(parcel.kind === 'reset' && isProxied ? END : parcel);
  }

  /** Whether it meets this connection is drawn once, from the seed. */
  add(fault: LinkFault, isNew: boolean): void {
    const random = this.#options.random.fork(`fault:${fault.name}`);
    if (!random.chance(fault.share ?? 1)) return;
    const lane = fault.direction === 'upstream' ? this.#up : this.#down;
    lane.add(fault, random, isNew);
  }

  remove(fault: LinkFault): void {
    const { kind } = fault.effect;
    // Toxiproxy closes every connection of the proxy when it takes this toxic out.
    if (kind === 'black-hole' || kind === 'timeout') this.cut('end');
    this.#up.remove(fault.name);
    this.#down.remove(fault.name);
  }

  /** Something between the two closes the connection: both sides learn it at once. */
  cut(how: 'end' | 'reset'): void {
    if (this.#up.isClosed) return;
    const { loop, client, server } = this.#options;
    this.#up.close();
    this.#down.close();
    const parcel = how === 'end' ? END : RESET;
    for (const { owner, receive } of [bound(client), bound(server)]) {
      loop.schedule(0, { kind: 'parcel', owner, run: () => receive(parcel) });
    }
    this.#options.onClosed(this);
  }

  /** A socket has gone; when both have, nobody waits for anything any more. */
  sideClosed(): void {
    this.#openSides -= 1;
    if (this.#openSides > 0) return;
    this.#options.onClosed(this);
  }
}

const bound = (receiver: Receiver): Receiver => ({
  owner: receiver.owner,
  receive: (parcel) => receiver.receive(parcel),
});
