import type { VirtualEvent } from '../../clock/virtual-event.ts';
import type { Parcel } from '../parcel.ts';
import type { StageContext } from './stage.ts';

interface Entry {
  readonly parcel: Parcel;
  /** Not before this moment. */
  readonly dueUs: number;
  /** After the one before it was let go. */
  readonly beforeUs: number;
  /** Until the next one may go. */
  readonly afterUs: number;
}

/** Parcels that wait in line: none overtakes another. */
export class ParcelQueue {
  readonly #entries: Entry[] = [];
  readonly #context: StageContext;
  #timer: VirtualEvent | null = null;

  constructor(context: StageContext) {
    this.#context = context;
  }

  push(parcel: Parcel, { dueUs = 0, beforeUs = 0, afterUs = 0 }: Partial<Entry>): void {
    this.#entries.push({ parcel, dueUs, beforeUs, afterUs });
    if (this.#timer === null) this.#next();
  }

  #next(): void {
    for (;;) {
      const head = this.#entries[0];
      if (head === undefined) return;
      const waitUs = Math.max(head.beforeUs, head.dueUs - this.#context.nowUs());
      if (waitUs > 0) {
        this.#timer = this.#context.after(waitUs, () => this.#letGo());
        return;
      }
      if (this.#release(head)) return;
    }
  }

  #letGo(): void {
    this.#timer = null;
    const head = this.#entries[0];
    if (head === undefined || this.#release(head)) return;
    this.#next();
  }

  /** True when the next one has to wait for `afterUs`. */
  #release(head: Entry): boolean {
    this.#entries.shift();
    this.#context.forward(head.parcel);
    if (head.afterUs <= 0) return false;
    this.#timer = this.#context.after(head.afterUs, () => {
      this.#timer = null;
      this.#next();
    });
    return true;
  }

  flush(): void {
    if (this.#timer !== null) this.#timer.run = null;
    this.#timer = null;
    for (const { parcel } of this.#entries.splice(0)) this.#context.forward(parcel);
  }
}
