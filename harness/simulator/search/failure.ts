import { assertNever } from '../../core/assert-never.ts';
import type { PhaseName } from '../../core/phases.ts';
import type { RunRecord } from '../../core/record.ts';
import type { ObjectiveName } from '../../core/scenario.ts';

/**
 * What has to stay broken while a run is made smaller. A run that fails in some other way is
 * another find, and would lead the search away from this one.
 */
export type Failure =
  | {
      readonly kind: 'invariant';
      /** The first money invariant that broke, in the order of reports; else the first of any. */
      readonly name: string;
      /** All that broke. A smaller run may break fewer of them, but nothing new. */
      readonly broken: readonly string[];
    }
  | { readonly kind: 'objective'; readonly name: ObjectiveName; readonly phase: PhaseName };

/** Names of the invariants that a run broke, in the order of reports. */
export function brokenNames(record: RunRecord): readonly string[] {
  return record.invariants.filter(isBroken).map(({ name }) => name);
}

/** What a failed run is about; null for a run that did not fail. */
export function describeFailure(record: RunRecord): Failure | null {
  if (record.verdict.outcome !== 'failed') return null;
  const broken = record.invariants.filter(isBroken);
  const first = broken.find(({ isMoney }) => isMoney) ?? broken[0];
  if (first !== undefined) {
    return { kind: 'invariant', name: first.name, broken: broken.map(({ name }) => name) };
  }
  const crossed = record.objectives.find(({ outcome }) => outcome === 'crossed');
  if (crossed === undefined) return null;
  return { kind: 'objective', name: crossed.name, phase: crossed.phase };
}

/** Whether a run fails in the same way, and in no new one. */
export function isSameFailure(failure: Failure, record: RunRecord): boolean {
  if (record.verdict.outcome !== 'failed') return false;
  switch (failure.kind) {
    case 'invariant': {
      const broken = brokenNames(record);
      return broken.includes(failure.name) && broken.every((name) => failure.broken.includes(name));
    }
    case 'objective':
      return (
        brokenNames(record).length === 0 &&
        record.objectives.some(
          ({ name, phase, outcome }) =>
            name === failure.name && phase === failure.phase && outcome === 'crossed',
        )
      );
    default:
      return assertNever(failure);
  }
}

/** Orders that the witnesses of a failure name, those of the smallest witness first. */
export function witnessOrders(failure: Failure, record: RunRecord): readonly string[] {
  const { witnesses } = record.invariants.find(({ name }) => name === failure.name) ?? {
    witnesses: [],
  };
  const orders = witnesses.flatMap(({ events }) =>
    events.flatMap((event) =>
      'order' in event && typeof event.order === 'string' ? [event.order] : [],
    ),
  );
  return [...new Set(orders)];
}

const isBroken = ({ judged, violations }: RunRecord['invariants'][number]): boolean =>
  judged && violations > 0;
