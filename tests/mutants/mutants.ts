import type { Mutant } from './mutant.ts';
import { DOUBT_MUTANTS } from './table/doubts.ts';
import { KEY_MUTANTS } from './table/keys.ts';
import { LIMIT_MUTANTS } from './table/limits.ts';
import { MONEY_MUTANTS } from './table/money.ts';

/** Every mistake that a campaign has to find. */
export const MUTANTS: readonly Mutant[] = [
  ...KEY_MUTANTS,
  ...DOUBT_MUTANTS,
  ...MONEY_MUTANTS,
  ...LIMIT_MUTANTS,
];
