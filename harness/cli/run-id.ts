import { randomBytes } from 'node:crypto';
import { parseRunId, type RunId } from '../core/ids.ts';

/** Sorts by time, names what was run, and never meets another: two runs may begin at once. */
export function createRunId(scenario: string, seed: number, at: Date): RunId {
  const stamp = at.toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-');
  const name = scenario.replaceAll(/[^\w.-]/g, '-').slice(0, 40);
  return parseRunId(`${stamp}-${name}-${seed}-${randomBytes(2).toString('hex')}`);
}
