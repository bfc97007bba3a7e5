import type { RunEvent } from '../../core/events.ts';
import { askTarget } from './ask-target.ts';
import { readEventStream } from './read-events.ts';
import { sendByHttp } from './send-by-http.ts';
import { textOf, type SendRequest } from './send-request.ts';
import type { Bound } from './send-within.ts';
import type { SharedTexts } from './shared-texts.ts';

/** The target's audit trail, read piece by piece while it runs. */
export interface ServiceAudit {
  /** What was added since the last call; nothing where there is none. Throws when it is silent. */
  read(zeroEpochMs: number, bound: Bound): Promise<readonly RunEvent[]>;
  /** The end mark of the last read, if there was one. */
  readonly end: RunEvent | null;
}

export function createServiceAudit(
  targetUrl: string,
  texts?: SharedTexts,
  stream: SendRequest = sendByHttp,
): ServiceAudit {
  let lastSeq = -1;
  let end: RunEvent | null = null;
  return {
    read: async (zeroEpochMs, bound) => {
      const path = `/operations/audit?after=${lastSeq}`;
      const answer = await askTarget(targetUrl, path, bound, stream);
      if (!answer.isOk) {
        await textOf(answer.body);
        // It keeps none: what needs one is not judged.
        if (answer.status === 404) return [];
        throw new TypeError(`GET /operations/audit answered ${answer.status}`);
      }
      const fresh: RunEvent[] = [];
      for (const event of await readEventStream(answer.body, zeroEpochMs, texts)) {
        if (event.kind === 'source-end') {
          end = event;
          continue;
        }
        lastSeq = event.seq;
        fresh.push(event);
      }
      return fresh;
    },
    get end() {
      return end;
    },
  };
}
