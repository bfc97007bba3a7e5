import type { RunEvent } from '../../core/events.ts';
import { drillError } from '../../drill/errors.ts';

export type Source = readonly [name: string, read: () => Promise<readonly RunEvent[]>];

/**
 * Reads the rest of every source, one after the other.
 *
 * @throws PaydrillError DRILL_COLLECTION_FAILED, which names the first that can't be read
 */
export async function collectEach(sources: readonly Source[]): Promise<readonly RunEvent[]> {
  const events: RunEvent[] = [];
  for (const [source, read] of sources) {
    try {
      for (const event of await read()) events.push(event);
    } catch (cause) {
      const detail = cause instanceof Error ? cause.message : String(cause);
      throw drillError('DRILL_COLLECTION_FAILED', { source, detail }, { cause });
    }
  }
  return events;
}
