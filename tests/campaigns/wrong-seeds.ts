import type { CampaignRecord } from '../../harness/core/campaign.ts';

/** One line for each seed that did not hold, to be read in the output of a failed test. */
export const wrongSeeds = ({ runs }: CampaignRecord): readonly string[] =>
  runs
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'rig-error')
    .map(({ seed, variant, outcome, reasons, brokenInvariants }) =>
      [`seed ${seed}, draw ${variant ?? 'none'}: ${outcome}`, ...reasons, ...brokenInvariants].join(
        ', ',
      ),
    );
