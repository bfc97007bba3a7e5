import { brokenNetworkRule } from '../../config/index.ts';
import { liveError } from '../errors.ts';
import type { NetworkSetting } from './toxic.ts';

/**
 * Refuses what Toxiproxy would take and then crash on (a negative rate, a slicer without a size) or
 * quietly read as something else (fractions, a rate of zero as a black hole). Toxiproxy itself
 * checks nothing; scenarios were held to the same rules when they were resolved.
 *
 * @throws LIVE_FAULT_INVALID
 */
export function checkSetting(setting: NetworkSetting): void {
  const broken = brokenNetworkRule(setting);
  if (broken === null) return;
  const { what, rule, got } = broken;
  throw liveError('LIVE_FAULT_INVALID', { fault: setting.name, rule: `${what} ${rule}`, got });
}
