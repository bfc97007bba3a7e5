import { phaseAt, type Phase, type PhaseName } from '../../core/phases.ts';
import type { OrderHistory } from '../history/order-history.ts';

type Counts = Record<string, number>;

/** Counts attempts and technical failures by provider: by payment's phase, and by second. */
export class AttemptCounts {
  readonly #phases: readonly Phase[];
  readonly #hasAudit: boolean;
  readonly #byPhase = new Map<PhaseName, Counts>();
  readonly #attempts = new Map<number, Counts>();
  readonly #failures = new Map<number, Counts>();

  constructor(phases: readonly Phase[], hasAudit: boolean) {
    this.#phases = phases;
    this.#hasAudit = hasAudit;
  }

  add(history: OrderHistory): void {
    const { started } = history;
    const phase = started === null ? null : this.#phaseCounts(started.intendedT);
    if (!this.#hasAudit) {
      this.#addExchanges(history, phase);
      return;
    }
    for (const { provider, t } of history.attempts) {
      countOne(at(this.#attempts, t), provider);
      if (phase !== null) countOne(phase, provider);
    }
    for (const { provider, t, outcome } of history.ends) {
      if (outcome === 'unknown' || outcome === 'not-processed' || outcome === 'refused') {
        countOne(at(this.#failures, t), provider);
      }
    }
  }

  ofPhase(phase: PhaseName): Readonly<Counts> {
    return this.#byPhase.get(phase) ?? {};
  }

  attemptsOfSecond(second: number): Readonly<Counts> {
    return this.#attempts.get(second) ?? {};
  }

  failuresOfSecond(second: number): Readonly<Counts> {
    return this.#failures.get(second) ?? {};
  }

  /** Without an audit trail the gateways tell what reached them. */
  #addExchanges(history: OrderHistory, phase: Counts | null): void {
    for (const { source, operation, t, endT, status } of history.exchanges) {
      if (operation === 'token' || operation === 'other') continue;
      const provider = source.slice(8);
      countOne(at(this.#attempts, t), provider);
      if (phase !== null) countOne(phase, provider);
      if (status === null || status >= 500 || status === 429) {
        countOne(at(this.#failures, endT), provider);
      }
    }
  }

  #phaseCounts(intendedT: number): Counts {
    const phase = phaseAt(this.#phases, intendedT);
    let counts = this.#byPhase.get(phase);
    if (counts === undefined) this.#byPhase.set(phase, (counts = {}));
    return counts;
  }
}

function at(seconds: Map<number, Counts>, t: number): Counts {
  const second = Math.max(0, Math.floor(t / 1000));
  let counts = seconds.get(second);
  if (counts === undefined) seconds.set(second, (counts = {}));
  return counts;
}

function countOne(counts: Counts, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}
