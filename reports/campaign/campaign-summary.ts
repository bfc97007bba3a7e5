import {
  PAYMENT_STATES,
  type CampaignRecord,
  type FirstFailure,
  type PaymentState,
} from '../../harness/core/campaign.ts';
import { describeEvent } from '../model/describe-event.ts';
import { formatCount, formatMoment } from '../model/format.ts';

// The sentences that every report of a campaign is made of.

/** `12 min of traffic`: virtual time in the largest unit that leaves a whole number to speak of. */
export function formatTraffic(ms: number): string {
  const minutes = ms / 60_000;
  if (minutes < 1) return `${Math.round(ms / 1000)} s`;
  return minutes < 90 ? `${round(minutes)} min` : `${round(minutes / 60)} h`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

export function campaignHeadline({ runs, seeds, traffic, verdict }: CampaignRecord): string {
  const span = `${formatCount(seeds.played, 'seed')} = ${formatTraffic(traffic.simulatedMs)} of traffic`;
  if (verdict.outcome === 'held') return `held for ${span}`;
  const counts = ['failed', 'rig-error', 'aborted', 'inconclusive', 'held'].flatMap((outcome) => {
    const count = runs.filter((run) => run.outcome === outcome).length;
    return count === 0 ? [] : [`${count} ${outcome}`];
  });
  return `${counts.join(', ') || 'nothing'} of ${span}`;
}

export function speedLine({ traffic, seeds }: CampaignRecord): string {
  const ratio = traffic.wallMs === 0 ? 0 : traffic.simulatedMs / traffic.wallMs;
  const twice = seeds.isDeterminismChecked ? ', each played twice' : '';
  return `${traffic.seedsPerSecond} seeds/s, ${Math.round(traffic.paymentsPerSecond)} payments/s, ${Math.round(ratio * 10) / 10} times real time, ${formatCount(traffic.workers, 'worker')}${twice}`;
}

/** The violated promises of the first failing seed with the story of a witness, line by line. */
export function failureLines({ violations }: FirstFailure): readonly string[] {
  return violations.flatMap(({ invariant, promise, violations: count, witness }) => [
    `${invariant}: ${count} broken. ${promise}`,
    ...(witness === null
      ? []
      : [
          `  ${witness.paymentId}: ${witness.story}`,
          ...witness.events.map((event) => {
            const { t, actor, text } = describeEvent(event);
            return `    ${formatMoment(t)} ${actor}: ${text}`;
          }),
        ]),
  ]);
}

/** States that any fault met, so that the table has no empty columns. */
export function coveredStates({ coverage }: CampaignRecord): readonly PaymentState[] {
  return PAYMENT_STATES.filter((state) => coverage.faults.some(({ calls }) => calls[state] > 0));
}

/** How many pairs of a fault and a state were reached, of those that can be. */
export function pairsLine({ coverage, seeds }: CampaignRecord): string {
  const reached = coverage.faults.reduce(
    (sum, { calls }) => sum + PAYMENT_STATES.filter((each) => calls[each] > 0).length,
    0,
  );
  const drawn = seeds.swarm === null ? '' : ', of all that a swarm can draw';
  return `${reached} reached, ${coverage.neverReached.length} never${drawn}`;
}

export const neverReachedLines = ({ coverage }: CampaignRecord): readonly string[] =>
  coverage.faults.flatMap(({ fault }) => {
    const states = coverage.neverReached.filter((pair) => pair.fault === fault);
    return states.length === 0 ? [] : [`${fault}: ${states.map(({ state }) => state).join(', ')}`];
  });
