import { expectCase as expectIn, replayCase as replayIn } from './replay-case.ts';
import type { CaseReplay, ReplayOptions } from './replay-case.ts';
import { withSimulator } from './with-simulator.ts';

export { CASE_ERRORS, caseError } from './errors.ts';
export type { Case, ExpectedVerdict } from './case.ts';
export type { CaseReplay } from './replay-case.ts';
export { loadCase } from './load-case.ts';
export { readSimulatedRun } from './read-simulated-run.ts';
export { saveCase, type SavedCase } from './save-case.ts';
export { renderStoryMarkdown, renderStoryText } from './story/render-story.ts';
export { tellStory } from './story/tell-story.ts';
export type { Simulate } from '../search/trials.ts';
export { withSimulator } from './with-simulator.ts';

/**
 * Plays a case in virtual time and compares its verdict with what the file says.
 *
 * @throws PaydrillError of CASE_ERRORS, or an error of the virtual world
 */
export const replayCase = (
  path: string,
  options: Omit<ReplayOptions, 'simulate'> = {},
): Promise<CaseReplay> => withSimulator((simulate) => replayIn(path, { ...options, simulate }));

/**
 * The same for tests: throws with the story of the run when it does not go as the file says.
 *
 * @example
 * it('no longer charges twice', () => expectCase('cases/x.yaml', { expect: { outcome: 'held' } }));
 *
 * @throws PaydrillError CASE_DIFFERS, and as `replayCase` does
 */
export const expectCase = (
  path: string,
  options: Omit<ReplayOptions, 'simulate'> = {},
): Promise<CaseReplay> => withSimulator((simulate) => expectIn(path, { ...options, simulate }));
