import { JOURNEYS } from '../../core/order.ts';
import type { Random } from '../../core/random.ts';
import type { Load, Timeline } from '../../core/scenario.ts';

/** Short, so that a campaign sees many combinations; the drain keeps the scenario's bound. */
export function drawTimeline({ drainMs }: Timeline, random: Random): Timeline {
  return {
    baselineMs: 1_000,
    faultMs: random.integer(2, 8) * 1_000,
    recoveryMs: random.integer(1, 3) * 1_000,
    drainMs,
  };
}

/** When each customer comes, in order: at any time, or several nearly at once. */
export function drawArrivals(loadMs: number, random: Random): readonly number[] {
  const customers = 4 + Math.floor(random.next() ** 2 * 26);
  const rushes = Array.from({ length: random.integer(0, 3) }, () => random.integer(0, loadMs - 1));
  const spreadMs = random.pick([0, 5, 50, 500]);
  return Array.from({ length: customers }, () => {
    const isAlone = rushes.length === 0 || random.chance(0.4);
    if (isAlone) return random.integer(0, loadMs - 1);
    return Math.min(random.pick(rushes) + random.integer(0, spreadMs), loadMs - 1);
  }).toSorted((a, b) => a - b);
}

/** Of journeys that are not always all there. The rate makes as many orders as there are arrivals. */
export function drawLoad(load: Load, customers: number, loadMs: number, random: Random): Load {
  const wanted = JOURNEYS.filter(() => random.chance(0.5));
  const journeys = wanted.length === 0 ? [random.pick(JOURNEYS)] : wanted;
  const ratePerSecond = Math.ceil((customers * 1_000_000) / loadMs) / 1_000;
  return {
    ...load,
    arrival: { kind: 'constant', ratePerSecond },
    journeys: Object.fromEntries(journeys.map((journey) => [journey, random.integer(1, 9)])),
    declineRatio: random.pick([0, load.declineRatio, 0.3]),
    patienceMs: random.integer(200, 2_000),
  };
}
