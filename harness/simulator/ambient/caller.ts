import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

const OWN = dirname(dirname(fileURLToPath(import.meta.url)));
/** What runs in a world in our own tests. */
const FIXTURE = '.fixture.';

export const UNKNOWN = 'an unknown module';

/** The module that made a call: the first frame that is neither ours nor Node's. */
export function callingModule(): string {
  const frames = (new Error('who calls').stack ?? '').split('\n').slice(1);
  const frame = frames.find(isOfUser);
  const place = /(?:file:\/\/)?(?<path>(?:\/|[A-Z]:)[^()\s]*?:\d+):\d+\)?$/.exec(frame ?? '');
  return place?.groups?.['path']?.replace(/\?[^:]*/, '') ?? UNKNOWN;
}

/** A line of a stack that is neither ours nor Node's. */
export const isOfUser = (line: string): boolean =>
  (!line.includes(OWN) || line.includes(FIXTURE)) &&
  !line.includes('node:') &&
  /[(\s](?:file:|\/|[A-Z]:)/.test(line);
