import type { ProviderOperation } from '../../harness/core/outcome.ts';
import type { FaultSelection } from '../../harness/core/scenario.ts';
import type { FaultDefinition, FaultOptions, FaultableGateway, Meet } from '../faults/fault.ts';
import { Occurrences } from './occurrences.ts';
import { recallFault, type RememberedFault } from './remembered-fault.ts';

/**
 * A day. A lease guards against whoever armed a fault and died, and no run that would renew it leaves
 * a day between two renewals.
 */
export const LONGEST_LEASE_MS = 86_400_000;

/** A fault as the control API arms it; its options are parsed already. */
export interface FaultToArm {
  /** Unique among the armed faults of a gateway. */
  readonly name: string;
  readonly definition: FaultDefinition;
  readonly options: FaultOptions;
  /** Share of requests, 0..1. */
  readonly share: number;
  /** Empty: all operations that the definition applies to. */
  readonly operations: readonly ProviderOperation[];
  /** Left out: nothing but share and operations decides. */
  readonly selection?: FaultSelection;
  /** The fault clears itself when this time passes without a renewal; null: never. */
  readonly leaseMs: number | null;
}

export interface ArmedFault extends FaultToArm {
  readonly leaseMs: number | null;
  /** Epoch milliseconds, null without a lease. */
  readonly expiresAt: number | null;
  /** Requests, webhooks and settlement lines met so far. */
  readonly met: number;
}

/** A fault was armed, or cleared by hand, by its lease or with all others. */
export interface FaultChange {
  readonly kind: 'armed' | 'cleared';
  readonly fault: FaultToArm;
}

/** An armed fault as the kernel draws it. */
export interface Candidate {
  readonly fault: FaultToArm;
  /** When it was armed, by the gateway's clock. */
  readonly armedAt: number;
  /** Null when it does nothing to requests. */
  readonly meet: Meet | null;
  /** Tries of a payment's operation since it was armed. */
  readonly scripted: Pick<Occurrences, 'next'>;
}

interface Entry extends Candidate {
  readonly arming: number;
  leaseMs: number | null;
  expiresAt: number | null;
  met: number;
  timer: NodeJS.Timeout | null;
}

/**
 * The faults of one gateway, the one armed first outermost. Leases run on real time, not on the
 * gateway's movable clock: they guard against a dead harness.
 */
export class ArmedFaults {
  readonly #gateway: FaultableGateway;
  readonly #entries = new Map<string, Entry>();
  readonly #listeners = new Set<(change: FaultChange) => void>();
  readonly #now: () => number;
  readonly #tries: Occurrences;
  #armings = 0;

  /**
   * @param now the gateway's clock, on which faults that change with time go
   * @param tries where the tries of scripted faults are counted
   */
  constructor(
    gateway: FaultableGateway,
    now: () => number = Date.now,
    tries: Occurrences = new Occurrences(),
  ) {
    this.#gateway = gateway;
    this.#now = now;
    this.#tries = tries;
  }

  get count(): number {
    return this.#entries.size;
  }

  /** Arms a fault; one of the same name is cleared first. */
  arm(fault: FaultToArm): ArmedFault {
    this.#armings += 1;
    const entry = this.#enter(fault, this.#now(), this.#armings, 0);
    this.#startLease(entry, fault.leaseMs);
    fault.definition.onArmed?.(this.#gateway, fault.options);
    this.#tell({ kind: 'armed', fault });
    return view(entry);
  }

  /** What is armed, to go on with it in another process. */
  remembered(): readonly RememberedFault[] {
    return Array.from(this.#entries.values(), (entry) => {
      const { definition, options, name, share, operations, selection = {} } = entry.fault;
      const { leaseMs, expiresAt, met, armedAt, arming } = entry;
      const what = { name, fault: definition.name, options, share, operations, selection };
      return { ...what, leaseMs, expiresAt, met, armedAt, arming };
    });
  }

  /** Goes on with those whose lease has not ended meanwhile; what arming one did once is done. */
  resume(remembered: readonly RememberedFault[]): void {
    for (const each of remembered) {
      const fault = recallFault(each);
      const restMs = each.expiresAt === null ? null : each.expiresAt - Date.now();
      if (fault === null || (restMs !== null && restMs <= 0)) continue;
      const { definition, options } = fault;
      this.#armings = Math.max(this.#armings, each.arming);
      const entry = this.#enter(fault, each.armedAt, each.arming, each.met);
      this.#startLease(entry, restMs);
      if (definition.isDoneOnceArmed !== true) definition.onArmed?.(this.#gateway, options);
      this.#tell({ kind: 'armed', fault });
    }
  }

  /** One of the same name is cleared first. */
  #enter(fault: FaultToArm, armedAt: number, arming: number, met: number): Entry {
    this.clear(fault.name);
    const { leaseMs } = fault;
    const entry: Entry = {
      ...createCandidate(fault, armedAt),
      scripted: {
        next: (reference, operation) => this.#tries.next(`${arming}|${reference}`, operation),
      },
      arming,
      leaseMs,
      expiresAt: null,
      met,
      timer: null,
    };
    this.#entries.set(fault.name, entry);
    return entry;
  }

  /** @returns false when no fault of that name is armed */
  clear(name: string): boolean {
    const entry = this.#entries.get(name);
    if (entry === undefined) return false;
    this.#entries.delete(name);
    if (entry.timer !== null) clearTimeout(entry.timer);
    entry.fault.definition.onCleared?.(this.#gateway, entry.fault.options);
    this.#tell({ kind: 'cleared', fault: entry.fault });
    return true;
  }

  clearAll(): void {
    for (const name of this.#entries.keys()) this.clear(name);
  }

  list(): readonly ArmedFault[] {
    return Array.from(this.#entries.values(), view);
  }

  /** Calls the listener after each change until the returned function is called. */
  onChange(listener: (change: FaultChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts every lease anew; faults without one get none. */
  renew(leaseMs: number): void {
    for (const entry of this.#entries.values()) {
      if (entry.leaseMs === null) continue;
      entry.leaseMs = leaseMs;
      this.#startLease(entry, leaseMs);
    }
  }

  /** For the kernel: those that could meet a request with this operation, outermost first. */
  candidates(operation: ProviderOperation | 'other'): readonly Candidate[] {
    if (operation === 'other') return [];
    const found: Candidate[] = [];
    for (const entry of this.#entries.values()) {
      const { definition, operations } = entry.fault;
      if (entry.meet === null || !definition.appliesTo.includes(operation)) continue;
      if (operations.length > 0 && !operations.includes(operation)) continue;
      found.push(entry);
    }
    return found;
  }

  /** For the kernel: those that have this hook, the one armed first first. */
  withHook(hook: 'publish' | 'deliver' | 'settle' | 'withholdsContinue'): readonly Candidate[] {
    const found: Candidate[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.fault.definition[hook] !== undefined) found.push(entry);
    }
    return found;
  }

  countMet(name: string): void {
    const entry = this.#entries.get(name);
    if (entry !== undefined) entry.met += 1;
  }

  #tell(change: FaultChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  #startLease(entry: Entry, restMs: number | null): void {
    if (entry.timer !== null) clearTimeout(entry.timer);
    if (restMs === null) return;
    entry.expiresAt = Date.now() + restMs;
    entry.timer = setTimeout(() => this.clear(entry.fault.name), restMs);
    entry.timer.unref();
  }
}

/** What an armed fault is to the kernel, with a memory of its own. */
export function createCandidate(fault: FaultToArm, armedAt: number): Candidate {
  const { definition, options } = fault;
  const meet =
    definition.createMeet?.(options) ??
    (definition.meet === undefined
      ? null
      : (request) => definition.meet?.(request, options) ?? request.proceed());
  return { fault, armedAt, meet, scripted: new Occurrences() };
}

const view = (entry: Entry): ArmedFault => ({
  ...entry.fault,
  leaseMs: entry.leaseMs,
  expiresAt: entry.expiresAt,
  met: entry.met,
});
