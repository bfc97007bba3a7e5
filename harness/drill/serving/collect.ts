import type { PaydrillError } from '../../core/errors.ts';
import type { RunEvent } from '../../core/events.ts';
import { drillError } from '../errors.ts';
import type { Collected } from '../world.ts';

export type Source = readonly [name: string, read: () => Promise<readonly RunEvent[]>];

/**
 * Reads the rest of every source, one after the other. One that can't be read costs no other: what
 * the gateways' ledgers prove stays proved when the load generator left nothing.
 */
export async function collectEach(sources: readonly Source[]): Promise<Collected> {
  const events: RunEvent[] = [];
  const errors: PaydrillError[] = [];
  for (const [source, read] of sources) {
    try {
      for (const event of await read()) events.push(event);
    } catch (cause) {
      // A message of ours ends its own sentence.
      const detail = (cause instanceof Error ? cause.message : String(cause)).replace(/\.$/, '');
      errors.push(drillError('DRILL_COLLECTION_FAILED', { source, detail }, { cause }));
    }
  }
  return { events, errors };
}
