import type { LedgerEntry } from '../../harness/core/events.ts';
import type { AuthorisationBalance, Ledger, LedgerMovement } from './ledger.ts';
import { MemoryLedger } from './memory-ledger.ts';

/** How the money that a request moves differs from what the provider believes of it. */
export interface Lie {
  /** Nothing moves. */
  readonly isPhantom: boolean;
  /** Captured beyond what the provider believes; negative for less. Minor units. */
  readonly capturedDeltaMinor: number;
}

/**
 * The ledger as a dialect sees it. Mostly that is the ledger itself. Where a fault makes the provider
 * believe something else than what happens to the money, the belief has its own balances, so that
 * the provider's later steps are consistent for it, while the ledger goes on telling the truth.
 */
export class BelievedLedger implements Ledger {
  readonly #truth: MemoryLedger;
  /** Its entries stand in no log; dialects may keep their ids, which no settlement line has. */
  readonly #belief = new MemoryLedger({
    nextEntryId: () => 'entry_believed',
    append: (entry) => ({ ...entry, kind: 'ledger', source: 'gateway:stripe', seq: 0, t: 0 }),
  });
  /** Authorisations about which belief and truth may differ. */
  readonly #affected = new Set<string>();
  readonly #phantoms = new Set<string>();
  readonly #lies = new Map<string, Lie>();

  constructor(truth: MemoryLedger) {
    this.#truth = truth;
  }

  /** What this request moves, now or later, is believed and not quite so. */
  lieAbout(exchange: string, lie: Lie): void {
    this.#lies.set(exchange, lie);
  }

  record(movement: LedgerMovement): LedgerEntry {
    const lie = this.#lieAbout(movement);
    if (lie === null && !this.#affected.has(movement.authorisation)) {
      return this.#truth.record(movement);
    }
    this.#startBelief(movement);
    const believed = this.#belief.record(movement);
    if (lie?.isPhantom === true && movement.movement === 'authorise') {
      this.#phantoms.add(movement.authorisation);
    }
    const isPhantom = this.#phantoms.has(movement.authorisation);
    return (
      (isPhantom ? null : this.#recordTruth(movement, lie?.capturedDeltaMinor ?? 0)) ?? believed
    );
  }

  balanceOf(authorisation: string): AuthorisationBalance {
    const isAffected = this.#affected.has(authorisation);
    return (isAffected ? this.#belief : this.#truth).balanceOf(authorisation);
  }

  clear(): void {
    this.#truth.clear();
    this.#belief.clear();
    this.#affected.clear();
    this.#phantoms.clear();
    this.#lies.clear();
  }

  #lieAbout({ exchange }: LedgerMovement): Lie | null {
    const lie = this.#lies.size === 0 ? undefined : this.#lies.get(exchange ?? '');
    return lie !== undefined && (lie.isPhantom || lie.capturedDeltaMinor !== 0) ? lie : null;
  }

  /** Up to now belief and truth were one. */
  #startBelief({ authorisation, ...rest }: LedgerMovement): void {
    if (this.#affected.has(authorisation)) return;
    this.#affected.add(authorisation);
    const { heldMinor, capturedMinor, refundedMinor } = this.#truth.balanceOf(authorisation);
    const believe = (movement: LedgerMovement['movement'], amountMinor: number): void => {
      if (amountMinor > 0) this.#belief.record({ ...rest, authorisation, movement, amountMinor });
    };
    believe('authorise', heldMinor + capturedMinor);
    believe('capture', capturedMinor);
    believe('refund', refundedMinor);
  }

  /** Null when nothing moves. */
  #recordTruth(movement: LedgerMovement, deltaMinor: number): LedgerEntry | null {
    const { authorisation, amountMinor } = movement;
    const { heldMinor, capturedMinor, refundedMinor } = this.#truth.balanceOf(authorisation);
    switch (movement.movement) {
      case 'authorise':
        return this.#truth.record(movement);
      case 'capture':
        return this.#capture(movement, heldMinor, deltaMinor);
      case 'refund':
        return this.#atMost(movement, Math.min(amountMinor, capturedMinor - refundedMinor));
      default:
        return this.#atMost(movement, Math.min(amountMinor, heldMinor));
    }
  }

  #capture(movement: LedgerMovement, heldMinor: number, deltaMinor: number): LedgerEntry | null {
    const { authorisation, amountMinor } = movement;
    const takenMinor = Math.max(1, amountMinor + deltaMinor);
    // Nobody may take what was never held: what goes beyond it is held first.
    this.#atMost({ ...movement, movement: 'authorise' }, takenMinor - heldMinor);
    const taken = this.#atMost(movement, takenMinor);
    const isOver = this.#belief.balanceOf(authorisation).heldMinor === 0;
    const leftMinor = this.#truth.balanceOf(authorisation).heldMinor;
    if (isOver) this.#atMost({ ...movement, movement: 'void' }, leftMinor);
    return taken;
  }

  #atMost(movement: LedgerMovement, amountMinor: number): LedgerEntry | null {
    return amountMinor > 0 ? this.#truth.record({ ...movement, amountMinor }) : null;
  }
}
