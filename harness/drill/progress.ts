import type { PhaseName } from '../core/phases.ts';

/** What a watcher of a running drill is told; one `tick` a second. */
export type Progress =
  | { readonly kind: 'step'; readonly text: string }
  | { readonly kind: 'phase'; readonly phase: PhaseName; readonly endsInMs: number }
  | {
      readonly kind: 'fault';
      readonly fault: string;
      readonly action: 'armed' | 'cleared' | 'proved' | 'unproved';
      readonly detail: string;
    }
  | {
      readonly kind: 'tick';
      readonly t: number;
      readonly phase: PhaseName;
      readonly phaseEndsInMs: number;
      readonly started: number;
      /** Customers who have begun and not finished. */
      readonly waiting: number;
      readonly goodputRatio: number | null;
      readonly latencyP95Ms: number | null;
      /** Null where the target does not tell. */
      readonly failuresByProvider: Readonly<Record<string, number>> | null;
      readonly activeFaults: readonly { readonly name: string; readonly endsInMs: number }[];
    };

export type Observer = (progress: Progress) => void;
