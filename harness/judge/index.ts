export { findBaselineIllness, HEALTHY_GOODPUT, type BaselineFigures } from './baseline.ts';
export { readFaultFacts, type FaultFact } from './figures/fault-facts.ts';
export type { LogText } from './invariants/invariant.ts';
export { INVARIANTS } from './invariants/registry.ts';
export { judge } from './judge.ts';
export { JUDGE_ERRORS } from './judge-errors.ts';
export type { JudgeInput, Judgement } from './judgement.ts';
