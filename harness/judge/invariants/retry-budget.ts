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
  begin({ run, loose }) {
    const { budget } = run.scenario.policy.retry;
    let firstTries = 0;
    let retries = 0;
    const shown: AttemptStarted[] = [];
    return {
      see({ attempts }) {
        for (const attempt of attempts) {
          // What the reconciler tries at its own pace earns like a first try.
          if (attempt.retry === 0 || !isCustomerDriven(attempt)) {
            firstTries += 1;
            continue;
          }
          retries += 1;
          if (shown.length < 2) shown.push(attempt);
        }
      },
      finish() {
        if (budget === null) return { checked: 0, violations: [] };
        // A bucket may be kept for each provider and is full again after a restart.
        const starts = loose.filter(({ kind }) => kind === 'service-started').length;
        const buckets = run.scenario.gateways.length * Math.max(1, starts);
        const allowed = budget.burst * buckets + budget.ratio * firstTries;
        if (retries <= allowed) return { checked: 1, violations: [] };
        const paymentId = shown[0]?.payment ?? '';
        const story = `${retries} retries were made to ${firstTries} first tries; the budget allows ${Math.floor(allowed)}.`;
        return { checked: 1, violations: [{ paymentId, story, events: shown }] };
      },
    };
  },
};
