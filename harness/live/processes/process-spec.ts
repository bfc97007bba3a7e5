import type { Writable } from 'node:stream';
import type { PaydrillError } from '../../core/errors.ts';
import type { GroupId } from './signal-group.ts';

/** Told of every group that lives, so that it can end them when the harness no longer can. */
export interface ProcessGuard {
  addGroup(group: GroupId): void;
  removeGroup(group: GroupId): void;
}

export interface ProcessSpec {
  /** Names the log and every message: `gateways`, `target`, `k6`. */
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** The whole environment of the child; nothing is inherited. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  readonly logDirectory: string;
  readonly guard?: ProcessGuard;
  /** `line`: the first line of stdout is kept for {@link SupervisedProcess.firstLine}. */
  readonly stdout?: 'line' | 'log';
  readonly stdin?: 'pipe' | 'ignore';
  /** For what ends when its work is done (k6): its exit is never a death. */
  readonly endsByItself?: boolean;
  /** How long the kernel may take to end it after SIGKILL; 5 s by default. */
  readonly killDeadlineMs?: number;
  /** Called once, as soon as the process ended without being asked to. */
  readonly onDeath?: (error: PaydrillError) => void;
}

export interface ProcessExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** False when nobody here asked for it. */
  readonly isExpected: boolean;
}

/** A child in its own process group. Disposing it stops it. */
export interface SupervisedProcess extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly logPath: string;
  readonly stdin: Writable | null;
  isRunning(): boolean;
  /** Resolves when it has ended, whyever. Never rejects. */
  readonly exited: Promise<ProcessExit>;
  /** The last lines of its log, oldest first. */
  tail(lines?: number): readonly string[];
  /**
   * The first line on stdout. Throws LIVE_PROCESS_DIED or LIVE_PROCESS_NOT_READY with the last
   * lines of the log, or the signal's reason.
   */
  firstLine(wait: Wait): Promise<string>;
  /** SIGTERM, a time of grace, SIGKILL for the whole group. Returns when it is gone. */
  stop(options?: { readonly graceMs?: number }): Promise<void>;
  /** SIGKILL for the whole group. Returns when it is gone. */
  kill(): Promise<void>;
  /** SIGINT for the whole group, without waiting: k6 ends tidily on one. */
  interrupt(): void;
  /** SIGSTOP for the whole group. */
  pause(): void;
  /** SIGCONT for the whole group. */
  resume(): void;
  /** From now on its end is no death: the timeline is about to end it from outside. */
  expectExit(): void;
}

export interface Wait {
  readonly deadlineMs: number;
  readonly signal?: AbortSignal | undefined;
}
