import type { Verdict, VerdictOutcome } from '../../core/verdict.ts';
import type { Simulate } from '../search/trials.ts';
import type { SimulatedOutcome } from '../drill/simulated-run.ts';
import { brokenNames } from '../search/failure.ts';
import type { Case, ExpectedVerdict } from './case.ts';
import { caseError } from './errors.ts';
import { loadCase } from './load-case.ts';
import { renderStoryText } from './story/render-story.ts';
import { tellStory } from './story/tell-story.ts';

export interface CaseReplay {
  readonly played: Case;
  readonly outcome: SimulatedOutcome;
  /** One sentence for each way in which the run differs from what the file says; empty: none. */
  readonly differences: readonly string[];
  /** The run as it went now, for people. */
  readonly story: string;
}

export interface ReplayOptions {
  readonly simulate: Simulate;
  /** Instead of what the file expects: `{ outcome: 'held' }` once the bug is fixed, say. */
  readonly expect?: Partial<ExpectedVerdict>;
  /** Instead of the target that the file names: `module:./path/to/server.js`. */
  readonly target?: string | undefined;
}

/**
 * Plays a case again in virtual time and compares the verdict with what the file says.
 *
 * @throws PaydrillError as `loadCase` does, or an error of the virtual world
 */
export async function replayCase(path: string, options: ReplayOptions): Promise<CaseReplay> {
  const played = withTarget(await loadCase(path), options.target);
  const outcome = await options.simulate(played.run);
  const expected = expectedOf(played, options.expect);
  return {
    played,
    outcome,
    differences: compare(expected, {
      outcome: outcomeBeside(expected, outcome.record.verdict),
      violated: brokenNames(outcome.record),
    }),
    story: renderStoryText(tellStory(played.run, outcome)),
  };
}

const withTarget = (given: Case, target: string | undefined): Case =>
  target === undefined ? given : { ...given, run: { ...given.run, target } };

/**
 * For tests: plays a case and throws with its story when it does not go as expected.
 *
 * @throws PaydrillError CASE_DIFFERS, or as `replayCase` does
 */
export async function expectCase(path: string, options: ReplayOptions): Promise<CaseReplay> {
  const replay = await replayCase(path, options);
  const { differences, story } = replay;
  if (differences.length === 0) return replay;
  throw caseError('CASE_DIFFERS', { path, differences: differences.join('; '), story });
}

/** A case is a few payments by its nature. That they are few is no doubt about what it asks. */
function outcomeBeside(expected: ExpectedVerdict, { outcome, reasons }: Verdict): VerdictOutcome {
  const isFew =
    outcome === 'inconclusive' && reasons.every(({ code }) => code === 'JUDGE_TOO_FEW_PAYMENTS');
  return isFew && expected.outcome === 'held' ? 'held' : outcome;
}

// Who expects a run to hold expects nothing to be violated, whatever the file says of before.
function expectedOf({ expected }: Case, override: ReplayOptions['expect']): ExpectedVerdict {
  const violated = override?.outcome === 'held' ? [] : expected.violated;
  return { ...expected, violated, ...override };
}

function compare(expected: ExpectedVerdict, actual: ExpectedVerdict): readonly string[] {
  const missing = expected.violated.filter((name) => !actual.violated.includes(name));
  const added = actual.violated.filter((name) => !expected.violated.includes(name));
  return [
    ...(expected.outcome === actual.outcome
      ? []
      : [`the verdict is ${actual.outcome}, expected ${expected.outcome}`]),
    ...missing.map((name) => `${name} held, expected to be violated`),
    ...added.map((name) => `${name} was violated, expected to hold`),
  ];
}
