import type { RunEvent } from '../../core/events.ts';
import type { Seed } from '../../core/ids.ts';
import type { RunRecord } from '../../core/record.ts';
import type { Scenario } from '../../core/scenario.ts';

/** One drill in virtual time: all that decides what happens in it. */
export interface SimulatedRun {
  /** Resolved and frozen; its faults are the schedule that is played. */
  readonly scenario: Scenario;
  readonly seed: Seed;
  /**
   * The orders that take part, by id; null: all that seed and load make. The others never arrive;
   * nothing else moves.
   */
  readonly orders: readonly string[] | null;
  /** Arrivals by order id in milliseconds from zero; null: as the arrival process gives them. */
  readonly arrivals: Readonly<Record<string, number>> | null;
  /** `module:./path/to/server.js` instead of the reference service. */
  readonly target?: string | undefined;
}

export interface SimulatedOutcome {
  /** With world `simulated`; every time in it is virtual. */
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
  /** Of every event of the virtual world: equal in two runs of one seed. */
  readonly hash: string;
  /** From the start of the world to the end of its drain. */
  readonly simulatedMs: number;
}
