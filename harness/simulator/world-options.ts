import type { LinkPlace, LinkSettings } from './network/link.ts';
import type { OutputLine } from './process/output.ts';

export interface VirtualWorldOptions {
  /** Decides everything that chance decides. */
  readonly seed: number;
  /** What the clocks say at the zero of time; default 2026-01-01T00:00:00Z. */
  readonly startTime?: Date | number;
  /** How processes are connected; more with `link`. */
  readonly network?: readonly (LinkPlace & LinkSettings)[];
  /**
   * What modules say instead of their files, by the URL of the file: a patch that is tried, or a
   * mistake that a test should find. Only in this world; files stay as they are.
   */
  readonly sources?: Readonly<Record<string, string>>;
  /** Virtual time that a run may take; default an hour. */
  readonly deadlineMs?: number;
  /** Real time that a run may take before the thread is ended; default two minutes. */
  readonly wallDeadlineMs?: number;
  /** What processes write, line by line. */
  readonly onOutput?: (line: OutputLine) => void;
  /** What the code in the world emits. */
  readonly onEvent?: (event: WorldEvent) => void;
}

export interface WorldEvent {
  readonly atMs: number;
  readonly name: string;
  readonly data: unknown;
}
