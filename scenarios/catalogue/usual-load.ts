import type { Load, Timeline } from '../../harness/core/scenario.ts';

/** A shop on a weekday evening: most just pay, a few hold, refund, come back or lose patience. */
export const USUAL_LOAD: Load = {
  arrival: { kind: 'constant', ratePerSecond: 50 },
  journeys: {
    pay: 70,
    'pay-then-capture': 10,
    'pay-then-refund': 6,
    'poll-accepted': 8,
    'impatient-same-key': 6,
  },
  declineRatio: 0.04,
  // Dinars have three decimals and PayPal does not take them: a few orders have no way round.
  currencies: { EUR: 50, USD: 30, GBP: 10, JPY: 8, KWD: 2 },
  patienceMs: 1_500,
};

/** About a minute of load. The drain ends as soon as nothing is open. */
export const USUAL_TIMELINE: Timeline = {
  baselineMs: 15_000,
  faultMs: 25_000,
  recoveryMs: 15_000,
  drainMs: 30_000,
};
