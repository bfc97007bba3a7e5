import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PaydrillError } from '../../harness/core/errors.ts';
import type { RunEvent } from '../../harness/core/events.ts';
import type { RunRecord } from '../../harness/core/record.ts';
import { reportError } from '../errors.ts';
import { renderHtml } from '../html/render-html.ts';
import { parseRunRecord } from '../json/record-schema.ts';
import { renderJunit } from '../junit/render-junit.ts';
import { renderMarkdown } from '../markdown/render-markdown.ts';

export interface WrittenReports {
  /** Null when it could not be made. */
  readonly reportHtml: string | null;
  /** REPORT_CANNOT_WRITE for each that could not be made; the run stands all the same. */
  readonly problems: readonly PaydrillError[];
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
    throw await cannotWrite(path, cause, `${path}.partial`);
  }
}

/** Writes every event as one line of JSON, in the order given. */
export async function writeEvents(folder: string, events: readonly RunEvent[]): Promise<void> {
  const path = join(folder, 'events.ndjson');
  try {
    await pipeline(Readable.from(linesOf(events)), createWriteStream(path));
  } catch (cause) {
    throw await cannotWrite(path, cause);
  }
}

/** Whoever is told these has written a part; others were refused before they began. */
const WHILE_WRITING = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EIO'];

/**
 * Half a file says what is not true, and takes the space that the record needs to say that it could
 * not be written.
 */
async function cannotWrite(path: string, cause: unknown, half = path): Promise<PaydrillError> {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (WHILE_WRITING.includes(code)) await rm(half, { force: true }).catch(() => undefined);
  return reportError('REPORT_CANNOT_WRITE', { path, reason: messageOf(cause) }, { cause });
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
  const problems: PaydrillError[] = [];
  const written: string[] = [];
  for (const [file, render] of REPORTS) {
    const path = join(folder, file);
    try {
      await writeFile(path, render(record));
      written.push(path);
    } catch (cause) {
      problems.push(await cannotWrite(path, cause));
    }
  }
  const reportHtml = join(folder, 'report.html');
  return { reportHtml: written.includes(reportHtml) ? reportHtml : null, problems };
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
    // What a pipe holds may never end.
    if (!(await stat(path)).isFile()) throw new Error('it is no regular file');
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
