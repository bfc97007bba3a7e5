import { attemptsInBudget } from './attempts-in-budget.ts';
import { breakerRules } from './breaker-rules.ts';
import { fencedFailover } from './fenced-failover.ts';
import { hardDeclineNeverRetried } from './hard-decline-never-retried.ts';
import type { Invariant } from './invariant.ts';
import { keyBeforeCall } from './key-before-call.ts';
import { moneyAddsUp } from './money-adds-up.ts';
import { noChargeWithoutClaim } from './no-charge-without-claim.ts';
import { noDoubleCharge } from './no-double-charge.ts';
import { noSecrets } from './no-secrets.ts';
import { noStrandedHold } from './no-stranded-hold.ts';
import { oneKeyOneEffect } from './one-key-one-effect.ts';
import { paidMeansPaid } from './paid-means-paid.ts';
import { retryBudget } from './retry-budget.ts';
import { sameKeyAgain } from './same-key-again.ts';
import { unknownsResolved } from './unknowns-resolved.ts';

/** Every invariant, in the order of reports: money first. */
export const INVARIANTS: readonly Invariant[] = [
  noDoubleCharge,
  paidMeansPaid,
  noChargeWithoutClaim,
  moneyAddsUp,
  noStrandedHold,
  keyBeforeCall,
  sameKeyAgain,
  fencedFailover,
  hardDeclineNeverRetried,
  attemptsInBudget,
  retryBudget,
  breakerRules,
  unknownsResolved,
  oneKeyOneEffect,
  noSecrets,
];
