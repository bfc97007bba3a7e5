import type { Random } from '../../core/random.ts';
import type { EventLoop } from '../clock/event-loop.ts';
import type { VirtualProcess } from '../process/virtual-process.ts';
import { drawDelayUs, type Delay } from './delay.ts';
import { createStage } from './effects/create-stage.ts';
import type { Stage } from './effects/stage.ts';
import type { LinkFault } from './link.ts';
import { sizeOf, type Parcel } from './parcel.ts';

/** The end of a lane: a socket. */
export interface Receiver {
  readonly owner: VirtualProcess;
  receive(parcel: Parcel): void;
}

export interface LaneOptions {
  readonly loop: EventLoop;
  readonly random: Random;
  readonly delay: Delay;
  readonly kilobytesPerSecond: number | null;
  readonly receiver: Receiver;
  readonly cut: (how: 'end' | 'reset') => void;
  /** Data came to a fault. */
  readonly onMet: (fault: string) => void;
}

/** One direction of a connection: the link's own delay and rate, then its faults in order. */
export class Lane {
  readonly #options: LaneOptions;
  readonly #stages: { readonly name: string; readonly stage: Stage }[] = [];
  #lastArrivalUs = 0;
  #freeUs = 0;
  isClosed = false;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** None overtakes another, whatever delays are drawn. */
  send(parcel: Parcel): void {
    if (this.isClosed) return;
    const { loop, delay, random, kilobytesPerSecond, receiver } = this.#options;
    let sentUs = loop.nowUs;
    if (kilobytesPerSecond !== null) {
      sentUs =
        Math.max(sentUs, this.#freeUs) + Math.round((sizeOf(parcel) * 1000) / kilobytesPerSecond);
      this.#freeUs = sentUs;
    }
    const arrivalUs = Math.max(this.#lastArrivalUs, sentUs + drawDelayUs(delay, random));
    this.#lastArrivalUs = arrivalUs;
    loop.schedule(arrivalUs - loop.nowUs, {
      kind: 'parcel',
      owner: this.#stages.length === 0 ? receiver.owner : loop.world,
      detail: sizeOf(parcel),
      run: () => this.#arrive(parcel),
    });
  }

  #arrive(parcel: Parcel): void {
    const first = this.#stages[0];
    if (first === undefined) this.#deliver(parcel);
    else this.#meet(first, parcel);
  }

  #deliver(parcel: Parcel): void {
    if (this.isClosed) return;
    const { loop, receiver } = this.#options;
    if (parcel.kind === 'data') loop.hash.bytes(parcel.bytes);
    if (loop.current === receiver.owner) {
      receiver.receive(parcel);
      return;
    }
    loop.schedule(0, {
      kind: 'parcel',
      owner: receiver.owner,
      detail: sizeOf(parcel),
      run: () => receiver.receive(parcel),
    });
  }

  add(fault: LinkFault, random: Random, isNew: boolean): void {
    const { loop, cut } = this.#options;
    const { name } = fault;
    const stage = createStage(fault.effect, {
      random,
      isNew,
      nowUs: () => loop.nowUs,
      after: (delayUs, run) => loop.schedule(delayUs, { kind: 'network', owner: loop.world, run }),
      forward: (parcel) => this.#forwardFrom(name, parcel),
      cut,
    });
    if (stage !== null) this.#stages.push({ name, stage });
  }

  #forwardFrom(name: string, parcel: Parcel): void {
    const index = this.#stages.findIndex((entry) => entry.name === name);
    const next = this.#stages[index + 1];
    if (next === undefined || index === -1) this.#deliver(parcel);
    else this.#meet(next, parcel);
  }

  #meet({ name, stage }: { readonly name: string; readonly stage: Stage }, parcel: Parcel): void {
    if (parcel.kind === 'data') this.#options.onMet(name);
    stage.take(parcel);
  }

  remove(name: string): void {
    const index = this.#stages.findIndex((entry) => entry.name === name);
    if (index === -1) return;
    this.#stages[index]?.stage.clear();
    this.#stages.splice(index, 1);
  }

  close(): void {
    this.isClosed = true;
    for (const { stage } of this.#stages) stage.clear();
    this.#stages.length = 0;
  }
}
