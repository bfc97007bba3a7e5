import { loadScenario } from '../../harness/config/index.ts';
import type { CampaignRecord } from '../../harness/core/campaign.ts';
import { simulate, type SimulateCampaignOptions } from '../../harness/simulator/index.ts';

/** As long as the catalogue's faults need to meet somebody. */
const SHORT = { scale: 0.2, ratePerSecond: 20 };

/** Plays a scenario of the catalogue under some seeds, each twice. Objectives say little on a short scale. */
export async function playTwice(
  name: string,
  options: Pick<SimulateCampaignOptions, 'seed' | 'seeds' | 'workers' | 'swarm'>,
): Promise<CampaignRecord> {
  const scenario = await loadScenario(name, SHORT);
  return simulate({
    ...options,
    scenario: { ...scenario, objectives: [], stopConditions: [] },
    checkDeterminism: true,
  });
}
