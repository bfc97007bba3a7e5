import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RunEvent } from '../../harness/core/events.ts';
import type { RunRecord } from '../../harness/core/record.ts';
import { reportError } from '../errors.ts';
import { renderHtml } from '../html/render-html.ts';
import { parseRunRecord } from '../json/record-schema.ts';
import { renderJunit } from '../junit/render-junit.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';

export interface WrittenReports {
  readonly reportHtml: string;
  /** Reports that could not be made; the run stands all the same. */
  readonly problems: readonly string[];
}

const REPORTS: readonly (readonly [file: string, render: (record: RunRecord) => string])[] = [
  ['report.html', renderHtml],
  ['report.md', renderMarkdown],
  ['junit.xml', renderJunit],
];

/**
 * Writes the record. Comes before everything else, because it is what cannot be made again.
 *
 * @throws PaydrillError REPORT_CANNOT_WRITE
 */
export async function writeRecord(folder: string, record: RunRecord): Promise<void> {
  const path = join(folder, 'record.json');
  try {
    await mkdir(folder, { recursive: true });
    // A reader never sees half a record.
    await writeFile(`${path}.partial`, `${JSON.stringify(record, null, 2)}\n`);
    await rename(`${path}.partial`, path);
  } catch (cause) {
    throw reportError('REPORT_CANNOT_WRITE', { path, reason: messageOf(cause) }, { cause });
  }
}

/** Writes every event as one line of JSON, in the order given. */
export async function writeEvents(folder: string, events: readonly RunEvent[]): Promise<void> {
  const path = join(folder, 'events.ndjson');
  try {
    await pipeline(Readable.from(linesOf(events)), createWriteStream(path));
  } catch (cause) {
    throw reportError('REPORT_CANNOT_WRITE', { path, reason: messageOf(cause) }, { cause });
  }
}

/**
 * Batches, because one write for each of half a million events would take seconds; small ones,
 * because the stream keeps some waiting, as text and encoded.
 */
function* linesOf(events: readonly RunEvent[]): Generator<string> {
  const BATCH = 200;
  for (let start = 0; start < events.length; start += BATCH) {
    let lines = '';
    for (const event of events.slice(start, start + BATCH)) lines += `${JSON.stringify(event)}\n`;
    yield lines;
  }
}

/** Makes all reports from the record alone. A broken report never breaks a run. */
export async function writeReports(folder: string, record: RunRecord): Promise<WrittenReports> {
  const problems: string[] = [];
  for (const [file, render] of REPORTS) {
    try {
      await writeFile(join(folder, file), render(record));
    } catch (cause) {
      problems.push(`${file}: ${messageOf(cause)}`);
    }
  }
  return { reportHtml: join(folder, 'report.html'), problems };
}

/**
 * Reads the record of a run's folder, or of a path to a record.json.
 *
 * @throws PaydrillError REPORT_NO_RECORD, REPORT_BAD_RECORD
 */
export async function readRecord(place: string): Promise<RunRecord> {
  const isFolder = await stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const path = isFolder ? join(place, 'record.json') : place;
  let value: unknown;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw reportError('REPORT_NO_RECORD', { path, reason: messageOf(cause) }, { cause });
  }
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw reportError('REPORT_BAD_RECORD', { path, problem: messageOf(cause) }, { cause });
  }
  const parsed = parseRunRecord(value);
  if ('problem' in parsed)
    throw reportError('REPORT_BAD_RECORD', { path, problem: parsed.problem });
  return parsed.record;
}

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);
