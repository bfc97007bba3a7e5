import type { LinkFault, LinkPlace, LinkSettings } from './network/link.ts';
import type { OutputLine } from './process/output.ts';
import type { PlainError } from './plain-error.ts';

/** A function in a module: its URL and the name under which it is exported. */
export interface Entry {
  readonly module: string;
  /** Null: the module is a program, and importing it is all there is to do. */
  readonly name: string | null;
}

export interface StartOptions {
  /** Given to the function; plain data. */
  readonly args?: unknown;
  readonly env?: Readonly<Record<string, string>>;
  /** Further names under which others find it, `api.stripe.com`. */
  readonly hosts?: readonly string[];
  /** Its crash is part of the plan, and no error of the run. Default false. */
  readonly mayCrash?: boolean;
  /** Its modules are loaded again also where a world keeps those of others. Default false. */
  readonly isFresh?: boolean;
}

/** As SIGKILL: none of its code runs again. */
export interface KillOptions {
  /**
   * It lives on for so many effects more, and dies right before the next one: before it sends,
   * connects or writes to its database, in the middle of an event if need be. Left out: at once.
   */
  readonly afterEffects?: number;
}

/** What can be done to a world, at once or at a time. Plain data. */
export type WorldCommand =
  | {
      readonly kind: 'start';
      readonly process: string;
      readonly entry: Entry;
      readonly options: StartOptions;
    }
  | ({ readonly kind: 'kill'; readonly process: string } & KillOptions)
  /** As SIGTERM: its handlers run. */
  | { readonly kind: 'stop'; readonly process: string }
  /** As SIGSTOP and SIGCONT. */
  | { readonly kind: 'pause'; readonly process: string }
  | { readonly kind: 'resume'; readonly process: string }
  /** Starts again what was killed or has ended, as it was started. */
  | { readonly kind: 'restart'; readonly process: string }
  | { readonly kind: 'link'; readonly link: LinkPlace & LinkSettings }
  | { readonly kind: 'inject'; readonly fault: LinkFault }
  | { readonly kind: 'clear'; readonly name: string };

export interface WorldSettings {
  readonly seed: number;
  readonly startEpochMs: number;
  readonly deadlineMs: number;
  readonly links: readonly (LinkPlace & LinkSettings)[];
  /** Other text for modules, by the URL of their file. */
  readonly sources: Readonly<Record<string, string>>;
}

export type Request =
  | { readonly kind: 'run'; readonly entry: Entry; readonly args: unknown }
  | { readonly kind: 'advance'; readonly ms: number }
  | { readonly kind: 'do'; readonly command: WorldCommand }
  | { readonly kind: 'at'; readonly atMs: number; readonly command: WorldCommand }
  | { readonly kind: 'reset'; readonly seed: number; readonly modules: 'kept' | 'fresh' }
  | { readonly kind: 'report' };

export interface WorldReport {
  readonly seed: number;
  readonly nowMs: number;
  readonly hash: string;
  readonly events: number;
  readonly openConnections: number;
  readonly processes: readonly {
    readonly name: string;
    readonly state: 'running' | 'paused' | 'ended';
    readonly exitCode: number | null;
  }[];
}

export type ToWorker = { readonly id: number; readonly request: Request };

export type FromWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'failure'; readonly id: number; readonly error: PlainError }
  | { readonly kind: 'output'; readonly line: OutputLine }
  | {
      readonly kind: 'event';
      readonly atMs: number;
      readonly name: string;
      readonly data: unknown;
    };
