import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunEvent } from '../../harness/core/events.ts';
import type { RunRecord } from '../../harness/core/record.ts';
import { parseRunRecord } from '../../reports/index.ts';

export interface PlayedRun {
  readonly record: RunRecord;
  readonly events: readonly RunEvent[];
}

/** A live run from its folder. */
export async function readRun(folder: string): Promise<PlayedRun> {
  const path = join(folder, 'record.json');
  const parsed = parseRunRecord(JSON.parse(await readFile(path, 'utf8')));
  if ('problem' in parsed) throw new TypeError(`${path}: ${parsed.problem}`);
  const { record } = parsed;
  const lines = (await readFile(join(folder, 'events.ndjson'), 'utf8')).split('\n');
  // Written by our own report, which has its events from the judge.
  const events = lines.filter((line) => line !== '').map((line) => JSON.parse(line) as RunEvent);
  return { record, events };
}
