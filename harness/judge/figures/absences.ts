import type { OrderHistory } from '../history/order-history.ts';

export interface Stretch {
  readonly fromT: number;
  readonly untilT: number;
}

/**
 * Orders that a gateway did not see. Where the target keeps no trail, nobody tells of a request that was
 * refused before its gateway, or that was never made because the target had turned elsewhere. What
 * customers and the gateway say is this: so many asked, and were answered, while something was
 * broken; the gateway heard of none of them; before anything was, it did of that share.
 */
export class Absences {
  readonly #stretch: Stretch;
  readonly #source: string;
  readonly #beforeT: number;
  readonly #deaf: readonly Stretch[];
  #askedBefore = 0;
  #seenBefore = 0;
  #absent = 0;

  /**
   * @param beforeT when the first of all faults began
   * @param deaf when the target itself could not hear anybody
   */
  constructor(
    stretch: Stretch,
    gateway: string,
    { beforeT, deaf }: { readonly beforeT: number; readonly deaf: readonly Stretch[] },
  ) {
    this.#stretch = stretch;
    this.#source = `gateway:${gateway}`;
    this.#beforeT = beforeT;
    this.#deaf = deaf;
  }

  add({ answers, exchanges }: OrderHistory): void {
    const { fromT, untilT } = this.#stretch;
    const paid = answers.find(({ request }) => request === 'pay');
    // Whom the target itself did not answer says nothing about a gateway.
    if (paid === undefined || paid.failure === 'connection') return;
    if (this.#deaf.some((deaf) => paid.startT <= deaf.untilT && paid.t >= deaf.fromT)) return;
    const heard = exchanges.filter(({ source }) => source === this.#source);
    if (paid.t < this.#beforeT) {
      this.#askedBefore += 1;
      if (heard.length > 0) this.#seenBefore += 1;
    }
    const isWithin = paid.startT >= fromT && paid.t <= untilT;
    if (isWithin && !heard.some(({ t, endT }) => t <= untilT && endT >= fromT)) this.#absent += 1;
  }

  /** How many of those orders the gateway would have seen: whole ones, rounded down. */
  count(): number {
    if (this.#askedBefore === 0) return 0;
    return Math.floor((this.#absent * this.#seenBefore) / this.#askedBefore);
  }
}
