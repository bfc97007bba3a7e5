import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Modules that run in a world carry it in their address, examples of ours too. */
const MARK = 'paydrill-process';

const OWN = dirname(dirname(fileURLToPath(import.meta.url)));

/** The module that made a call: the first frame that is neither ours nor Node's. */
export function callingModule(): string {
  const frames = (new Error('who calls').stack ?? '').split('\n').slice(1);
  const frame = frames.find(
    (line) =>
      (!line.includes(OWN) || line.includes(MARK)) &&
      !line.includes('node:') &&
      /[(\s](?:file:|\/|[A-Z]:)/.test(line),
  );
  const place = /(?:file:\/\/)?(?<path>(?:\/|[A-Z]:)[^()\s]*?:\d+):\d+\)?$/.exec(frame ?? '');
  return place?.groups?.['path']?.replace(/\?[^:]*/, '') ?? 'an unknown module';
}
