import type { Seed } from '../../harness/core/ids.ts';
import type { ArmedFaults } from './armed-faults.ts';
import { readPath } from './match-fields.ts';
import { selectFaults } from './select-faults.ts';
import type { SettlementLine } from './settlement.ts';

/**
 * The lines as a provider with broken accounts writes them. The draw of a line does not depend on
 * when it is asked for, so the same file comes out wrong in the same way again.
 */
export function settleWithFaults(
  seed: Seed,
  faults: ArmedFaults,
  lines: readonly SettlementLine[],
  nowMs: number,
): readonly SettlementLine[] {
  const candidates = faults.withHook('settle');
  if (candidates.length === 0) return lines;
  return lines.flatMap((line) => {
    const drawn = selectFaults(seed, candidates, {
      // By entry: an order may have several lines of a kind.
      reference: line.entry,
      operation: `settle:${line.movement}`,
      occurrence: 0,
      nowMs,
      read: (path) => (path === 'amountMinor' ? Math.abs(line.grossMinor) : readPath(line, path)),
      concerns: () => true,
    });
    let written: readonly SettlementLine[] = [line];
    for (const { fault } of drawn.map(({ candidate }) => candidate)) {
      faults.countMet(fault.name);
      written = written.flatMap((each) => fault.definition.settle?.(each, fault.options) ?? [each]);
    }
    return written;
  });
}
