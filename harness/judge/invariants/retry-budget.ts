import type { AttemptStarted } from '../../core/events.ts';
import type { RunInvariant } from './invariant.ts';
import { isCustomerDriven } from './retries.ts';

export const retryBudget: RunInvariant = {
  name: 'retry-budget',
  scope: 'run',
  promise:
    "Over the run, retries are at most what the policy's token bucket allows: its burst and its ratio of first tries.",
  isMoney: false,
  requires: ['audit'],
  judge({ events, run }) {
    const { budget } = run.scenario.policy.retry;
    if (budget === null) return { checked: 0, violations: [] };
    let firstTries = 0;
    let retries = 0;
    let starts = 0;
    const seen: AttemptStarted[] = [];
    for (const event of events) {
      if (event.kind === 'service-started') starts += 1;
      if (event.kind !== 'attempt-started') continue;
      if (event.retry === 0) firstTries += 1;
      else if (isCustomerDriven(event)) {
        retries += 1;
        if (seen.length < 2) seen.push(event);
        else seen[1] = event;
      }
    }
    // A bucket may be kept for each provider and is full again after a restart.
    const buckets = run.scenario.gateways.length * Math.max(1, starts);
    const allowed = budget.burst * buckets + budget.ratio * firstTries;
    if (retries <= allowed) return { checked: 1, violations: [] };
    const story = `${retries} retries were made to ${firstTries} first tries; the budget allows ${Math.floor(allowed)}.`;
    return {
      checked: 1,
      violations: [{ paymentId: seen.at(-1)?.payment ?? '', story, events: seen }],
    };
  },
};
