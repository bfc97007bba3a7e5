import type { VirtualProcess } from '../process/virtual-process.ts';

/** What an event is, in the hash and in reports. */
export const EVENT_KINDS = [
  'command',
  'timer',
  'interval',
  'immediate',
  'parcel',
  'connect',
  'thread-pool',
  'listen',
  'network',
  'signal',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

export interface VirtualEvent {
  /** Microseconds since the zero of time. */
  timeUs: number;
  /** Order of scheduling; decides between events at one time. */
  seq: number;
  readonly kind: EventKind;
  /** Runs in this process; never, when it was killed. */
  readonly owner: VirtualProcess;
  /** Null once it is cancelled. */
  run: (() => void) | null;
  /** For reports: who set it. */
  readonly label: string | null;
  /** Goes into the hash, besides time, kind and process. */
  readonly detail: number;
}
