import type { InvariantResult, Witness } from '../../core/record.ts';
import type { OrderHistory } from '../history/order-history.ts';
import type { Evidence, Invariant, OrderInvariant, RunEvidence, RunFold } from './invariant.ts';
import { INVARIANTS } from './registry.ts';

/** Witnesses kept of each invariant: enough to see whether they are all alike. */
const WITNESSES_KEPT = 5;

class Score {
  readonly invariant: Invariant;
  readonly isJudged: boolean;
  checked = 0;
  violations = 0;
  readonly #witnesses: Witness[] = [];

  constructor(invariant: Invariant, evidence: ReadonlySet<Evidence>) {
    this.invariant = invariant;
    this.isJudged = invariant.requires.every((needed) => evidence.has(needed));
  }

  accuse(witness: Witness): void {
    this.violations += 1;
    const largest = this.#witnesses.at(-1);
    const isFull = this.#witnesses.length === WITNESSES_KEPT;
    if (isFull && largest !== undefined && sizeOf(witness) >= sizeOf(largest)) return;
    if (isFull) this.#witnesses.pop();
    const index = this.#witnesses.findIndex((kept) => sizeOf(kept) > sizeOf(witness));
    this.#witnesses.splice(index === -1 ? this.#witnesses.length : index, 0, witness);
  }

  result(): InvariantResult {
    const { name, promise, scope, isMoney } = this.invariant;
    return {
      name,
      promise,
      scope,
      isMoney,
      judged: this.isJudged,
      checked: this.checked,
      violations: this.violations,
      witnesses: this.#witnesses,
    };
  }
}

const sizeOf = (witness: Witness): number => witness.events.length;

export interface InvariantJudge {
  see(history: OrderHistory): void;
  finish(): readonly InvariantResult[];
}

/**
 * Folds every invariant over the histories it is shown.
 *
 * @param available what is there, whole; an invariant that needs more is not judged
 */
export function createInvariantJudge(
  evidence: RunEvidence,
  available: ReadonlySet<Evidence>,
): InvariantJudge {
  const { run } = evidence;
  const scores = INVARIANTS.map((invariant) => new Score(invariant, available));
  const perOrder: { readonly score: Score; readonly invariant: OrderInvariant }[] = [];
  const folds: { readonly score: Score; readonly fold: RunFold }[] = [];
  for (const score of scores) {
    const { invariant, isJudged } = score;
    if (!isJudged) continue;
    if (invariant.scope === 'run') folds.push({ score, fold: invariant.begin(evidence) });
    else perOrder.push({ score, invariant });
  }
  return {
    see(history) {
      for (const { score, invariant } of perOrder) {
        const finding = invariant.judge(history, run);
        if (finding === 'nothing') continue;
        score.checked += 1;
        if (finding !== 'kept') score.accuse(finding);
      }
      for (const { fold } of folds) fold.see(history);
    },
    finish() {
      for (const { score, fold } of folds) {
        const { checked, violations } = fold.finish();
        score.checked = checked;
        for (const violation of violations) score.accuse(violation);
      }
      return scores.map((score) => score.result());
    },
  };
}
