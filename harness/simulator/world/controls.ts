import type { PaydrillError } from '../../core/errors.ts';
import type { Random } from '../../core/random.ts';
import type { LinkFault, LinkPlace, LinkSettings } from '../network/link.ts';
import type { OutputLine } from '../process/output.ts';
import type { KillOptions, StartOptions, WorldCommand } from '../protocol.ts';

export interface ProcessFacts {
  /** What ended it when nobody caught it. */
  readonly crash: Error | null;
  /** Ports that it listens at. */
  readonly ports: readonly number[];
  /** Its timers, and its connections with their last request, for people. */
  readonly pending: string;
}

/** What a function that runs in a virtual world is given, after its arguments. */
export interface WorldControls {
  readonly seed: number;
  /** Virtual milliseconds since the zero of time. */
  nowMs(): number;
  /**
   * Starts a process: a function of a module that is loaded afresh for it. Resolves with what the
   * function returns (plain data), which for a server is when it listens.
   *
   * @param exportName null: the module is a program that does its work when it is imported
   */
  start(
    name: string,
    module: URL | string,
    exportName: string | null,
    options?: StartOptions,
  ): Promise<unknown>;
  /**
   * Calls a function in a process that runs: of a module that it has loaded, or loads for this. It is no
   * request, takes no virtual time and meets no fault: for what is not part of the system under test.
   *
   * @param args plain data, as is what it resolves with
   */
  call(name: string, module: URL | string, exportName: string, args?: unknown): Promise<unknown>;
  /** As SIGKILL: none of its code runs again; what is under `/disk/` stays. */
  kill(name: string, options?: KillOptions): void;
  /** As SIGTERM: its handlers run; without any it ends. */
  stop(name: string): void;
  pause(name: string): void;
  resume(name: string): void;
  /** Starts it again as it was started; resolves as `start` does. */
  restart(name: string): Promise<unknown>;
  /** Resolves with its exit code when it ends, however it ends; at once when it has. */
  ended(name: string): Promise<number | null>;
  /** What is to be known about a process, dead or alive. */
  inspect(name: string): ProcessFacts;
  /** Calls that had no virtual form, and hosts that this world has not, each once. */
  refused(): readonly PaydrillError[];
  /** How two processes are connected normally. */
  link(link: LinkPlace & LinkSettings): void;
  inject(fault: LinkFault): void;
  /** Idempotent: also clears what was never injected. */
  clear(fault: string): void;
  /** How much data, or for `down` how many connections, came to a fault since it was injected. */
  met(fault: string): number;
  /** Does it at this virtual time. */
  at(atMs: number, command: WorldCommand): void;
  /** To whoever made the world, with its virtual time; plain data. */
  emit(name: string, data: unknown): void;
  /**
   * What processes have written since the last call. From the first call on it is given here, and
   * no longer to whoever made the world.
   */
  takeOutput(): readonly OutputLine[];
  /** A stream of chance of its own. */
  random(name: string): Random;
}
