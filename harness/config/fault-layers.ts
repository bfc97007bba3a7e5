import type { FaultLayer, NetworkEffect, ProcessFault } from '../core/scenario.ts';

// What network and process faults there are, in words and numbers. The schema takes its bounds from
// here, and so do the last check before Toxiproxy, `paydrill list faults` and docs/faults.md.
// Gateway faults have a registry of their own in mocks/faults.

/** A whole number within bounds. Users may write those in milliseconds as durations, "2s". */
export interface FaultOption {
  readonly unit: 'ms' | 'µs' | 'kB/s' | 'bytes';
  readonly low: number;
  readonly high: number;
  /** Null for an option that has to be given. */
  readonly defaultValue: number | null;
  readonly description: string;
}

export interface FaultKind {
  /** What whoever is at the other end sees, in one sentence. */
  readonly summary: string;
  readonly options: Readonly<Record<string, FaultOption>>;
}

type OptionsOf<Kind extends NetworkEffect['kind']> = Exclude<
  keyof Extract<NetworkEffect, { kind: Kind }>,
  'kind'
>;

// Bounds keep out what crashes Toxiproxy (a bandwidth below zero, a slicer without a size), what it
// reads as something else (a bandwidth of zero as a black hole) and what it can not undo in time (a
// reset that waits long).
export const NETWORK_EFFECTS = {
  latency: {
    summary: 'Bytes arrive late but in order, each flight by the same time; connecting does not.',
    options: {
      latencyMs: option('ms', 0, 600_000, null, 'The delay.'),
      jitterMs: option(
        'ms',
        0,
        600_000,
        0,
        'The delay varies by up to this much either way; not above latencyMs.',
      ),
    },
  },
  bandwidth: {
    summary: 'Bytes trickle: every connection has its own limit.',
    options: { kilobytesPerSecond: option('kB/s', 1, 1_000_000, null, '1000 bytes each.') },
  },
  'black-hole': {
    summary: 'Connections stay open and nothing comes through, until the caller gives up.',
    options: {},
  },
  reset: {
    summary: 'The connection is reset at the first bytes in its direction.',
    options: {
      afterMs: option(
        'ms',
        0,
        2_000,
        0,
        'Time from the first bytes to the reset. Clearing the fault may take as long.',
      ),
    },
  },
  'slow-close': {
    summary: 'The end of a connection comes late; one that is kept alive does not feel it.',
    options: { delayMs: option('ms', 1, 60_000, null, 'How much later it is closed.') },
  },
  slicer: {
    summary: 'Bytes come in small pieces with pauses between them.',
    options: {
      averageBytes: option('bytes', 1, 1_000_000, null, 'Size of a piece.'),
      variationBytes: option(
        'bytes',
        0,
        999_999,
        0,
        'The size varies by up to this much either way; below averageBytes.',
      ),
      delayMicroseconds: option('µs', 0, 10_000_000, 0, 'The pause after each piece.'),
    },
  },
  'data-limit': {
    summary: 'The connection is closed after so many bytes, mostly in the middle of an answer.',
    options: {
      bytes: option(
        'bytes',
        1,
        1_000_000_000,
        null,
        'Counted over all requests of one connection since the fault began.',
      ),
    },
  },
  down: {
    summary: 'Connections are refused and those that are open are cut, whichever the direction.',
    options: {},
  },
} as const satisfies {
  readonly [Kind in NetworkEffect['kind']]: FaultKind & {
    readonly options: Readonly<Record<OptionsOf<Kind>, FaultOption>>;
  };
};

export const PROCESS_ACTIONS = {
  kill: {
    summary: 'The target is killed without a warning and started again after the duration.',
    options: {},
  },
  pause: {
    summary: 'The target stands still for the duration, its connections open, and then goes on.',
    options: {},
  },
  restart: {
    summary: 'The target is asked to stop and started again at once, as in a deployment.',
    options: {},
  },
} as const satisfies Readonly<Record<ProcessFault['action'], FaultKind>>;

export interface DescribedFaultKind extends FaultKind {
  readonly name: string;
  readonly layer: Exclude<FaultLayer, 'gateway'>;
}

/** Network effects, then process actions. */
export const FAULT_KINDS: readonly DescribedFaultKind[] = [
  ...Object.entries<FaultKind>(NETWORK_EFFECTS).map(([name, kind]) => ({
    name,
    layer: 'network' as const,
    ...kind,
  })),
  ...Object.entries<FaultKind>(PROCESS_ACTIONS).map(([name, kind]) => ({
    name,
    layer: 'process' as const,
    ...kind,
  })),
];

// A declaration and not a constant, so that the tables above can call it.
function option(
  unit: FaultOption['unit'],
  low: number,
  high: number,
  defaultValue: number | null,
  description: string,
): FaultOption {
  return { unit, low, high, defaultValue, description };
}
