import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { VerdictOutcome } from '../../harness/core/verdict.ts';
import { recordOf, runCli } from '../e2e/run-cli.ts';

export interface Cell {
  readonly scenario: string;
  readonly policy: string;
  readonly seed: number;
  readonly out: string;
  /** Leaves the run in `out`, for a look at its events. */
  readonly isKept: boolean;
}

export interface CellResult extends Omit<Cell, 'out' | 'isKept'> {
  readonly runId: string;
  readonly outcome: VerdictOutcome;
  /** Names of broken invariants, sorted. */
  readonly broken: readonly string[];
  readonly crossed: readonly string[];
  readonly reasons: readonly string[];
  readonly goodputUnderFault: number | null;
  readonly retryAmplification: number | null;
}

/** Long enough for every fault to be met and every interval to be clear of its bound. */
const SHORT = ['--scale', '0.3', '--rate', '60'];

/** One drill on a short scale, as a user would start it. */
export async function runCell({ scenario, policy, seed, out, isKept }: Cell): Promise<CellResult> {
  const name = ['run', scenario, '--policy', policy, '--seed', String(seed)];
  const end = await runCli(name.concat(SHORT, '--out', out, '--json', '--quiet'));
  const record = recordOf(end);
  if (!isKept) await rm(join(out, record.runId), { recursive: true, force: true });
  const fault = record.phases.find((phase) => phase.name === 'fault');
  return {
    scenario,
    policy,
    seed,
    runId: record.runId,
    outcome: record.verdict.outcome,
    broken: record.invariants
      .filter(({ judged, violations }) => judged && violations > 0)
      .map(({ name }) => name)
      .toSorted(),
    crossed: record.objectives
      .filter(({ outcome }) => outcome === 'crossed')
      .map(({ name, phase }) => `${name}/${phase}`),
    reasons: record.verdict.reasons.map(({ code, message }) => `${code}: ${message}`),
    goodputUnderFault: fault?.goodputRatio ?? null,
    retryAmplification: fault?.retryAmplification ?? null,
  };
}
