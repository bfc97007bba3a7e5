import { z } from 'zod';
import { PaydrillError } from '../../core/errors.ts';
import { parseSeed } from '../../core/ids.ts';
import type { RunRecord } from '../../core/record.ts';
import { resolveScenario } from '../../config/index.ts';
import type { SimulatedRun } from '../drill/simulated-run.ts';

const OPTIONS_SCHEMA = z.object({
  scenario: z.unknown(),
  orders: z.array(z.string()).nullable().default(null),
  arrivals: z.record(z.string(), z.number()).nullable().default(null),
  target: z.string().optional(),
});

/** The run that a simulated record is of; null when its options do not say. */
export function readSimulatedRun({ options, seed }: RunRecord): SimulatedRun | null {
  const parsed = OPTIONS_SCHEMA.safeParse(options);
  if (!parsed.success || parsed.data.scenario === undefined) return null;
  const { orders, arrivals, target } = parsed.data;
  try {
    const scenario = resolveScenario(parsed.data.scenario);
    return { scenario, seed: parseSeed(seed), orders, arrivals, target };
  } catch (error) {
    if (error instanceof PaydrillError) return null;
    throw error;
  }
}
