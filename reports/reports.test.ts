import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, symlink, writeFile, mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../harness/core/errors.ts';
import type { RunEvent } from '../harness/core/events.ts';
import { escapeXml } from './junit/render-junit.ts';
import {
  parseRunRecord,
  readRecord,
  renderHtml,
  renderJunit,
  renderMarkdown,
  writeEvents,
  writeRecord,
  writeReports,
} from './index.ts';
import { MARKDOWN_LIMIT_BYTES } from './markdown/render-markdown.ts';
import { sampleRecord } from './testing/sample-record.ts';

// A device that is always full does what a full disk does.
const hasFullDevice = existsSync('/dev/full');
if (!hasFullDevice) process.stdout.write('skipped: a full disk, because there is no /dev/full\n');

const hostile = '</script><img src=x onerror=alert(1)>&"\'|\n# x';

describe('the HTML report', () => {
  it('needs no network and no other file', () => {
    const html = renderHtml(sampleRecord());
    expect(html).not.toMatch(/(src|href)="(?!data:)/);
    expect(html).not.toMatch(/https?:\/\//);
  });

  it('tells the violation as a story in order of time, with the money', () => {
    const html = renderHtml(sampleRecord());
    expect(html).toContain('owed 45.99 EUR, charged 91.98 EUR');
    const [first, second] = ['asks stripe to confirm', 'is told paid 45.99 EUR'].map((text) =>
      html.indexOf(text),
    );
    expect(first).toBeGreaterThan(0);
    expect(second).toBeGreaterThan(first ?? 0);
  });

  it('lets no text from a run become markup', () => {
    const html = renderHtml(sampleRecord({ hypothesis: hostile, scenario: hostile }));
    expect(html).not.toContain('<img');
    expect(html.match(/<\/script>/g)?.length).toBe(4);
  });

  it('renders a run that ended before anything happened', () => {
    const html = renderHtml(sampleRecord({ series: [], phases: [], faults: [], objectives: [] }));
    expect(html).toContain('FAILED');
  });
});

describe('a report of a run that was not judged', () => {
  const record = sampleRecord({
    invariants: [],
    money: {},
    verdict: {
      outcome: 'rig-error',
      reasons: [{ code: 'LIVE_K6_ENDED', message: 'k6 ended. Its last lines:\none\ntwo' }],
    },
  });

  it('does not say that no money was harmed', () => {
    for (const text of [renderHtml(record), renderMarkdown(record)]) {
      expect(text).not.toMatch(/<b>none<|no money was harmed/i);
      expect(text).toContain('not known');
    }
  });
});

describe('the Markdown report', () => {
  it('stays under the limit however many witnesses there are', () => {
    const record = sampleRecord();
    const [invariant] = record.invariants;
    if (invariant === undefined) throw new Error('the sample has an invariant');
    const many = Array.from({ length: 400 }, (_, index) => ({
      ...invariant,
      name: `promise-${index}`,
      witnesses: Array.from({ length: 5 }, () => invariant.witnesses).flat(),
    }));
    const text = renderMarkdown({ ...record, invariants: many });
    expect(Buffer.byteLength(text)).toBeLessThan(MARKDOWN_LIMIT_BYTES);
    expect(text).toContain('FAILED');
  });

  it('keeps hostile text inside its table cell', () => {
    const text = renderMarkdown(sampleRecord({ hypothesis: hostile }));
    expect(text).not.toContain('<img');
    expect(text).not.toContain('\n# x');
  });
});

describe('a count that nobody counted', () => {
  const record = sampleRecord();
  const faults = record.faults.map((fault) => ({ ...fault, touchedRequests: 17, routedAway: 4 }));
  const estimated = faults.map((fault) => ({ ...fault, estimated: ['touchedRequests' as const] }));

  it.each([
    ['Markdown', renderMarkdown, '| ≈ 17 | 4 |'],
    ['HTML', renderHtml, '<td>≈ 17</td><td>4</td>'],
  ])('is told as an estimate in %s, and why', (_, render, text) => {
    expect(render({ ...record, faults: estimated })).toContain(text);
    expect(render({ ...record, faults: estimated })).toContain('keeps no audit log');
    expect(render({ ...record, faults })).not.toMatch(/≈|keeps no audit log/);
  });

  it('is read back from the record as what it is', () => {
    expect(parseRunRecord({ ...record, faults: estimated })).toEqual({
      record: { ...record, faults: estimated },
    });
  });
});

describe('the JUnit report', () => {
  const countsOf = (xml: string) =>
    /tests="(\d+)" failures="(\d+)" errors="(\d+)" skipped="(\d+)"/.exec(xml)?.slice(1).map(Number);

  it('maps broken promises and crossed objectives to failures, missing evidence to skipped', () => {
    expect(countsOf(renderJunit(sampleRecord()))).toEqual([6, 2, 0, 1]);
  });

  it('maps a rig error to an error', () => {
    const xml = renderJunit(
      sampleRecord({
        verdict: { outcome: 'rig-error', reasons: [{ code: 'DRILL_PROCESS_DIED', message: 'k6' }] },
        invariants: [],
        objectives: [],
      }),
    );
    expect(countsOf(xml)).toEqual([1, 0, 1, 0]);
    expect(xml).toContain('DRILL_PROCESS_DIED');
  });

  it('carries any text as well-formed XML', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const escaped = escapeXml(text);
        expect(escaped).not.toMatch(/[<>"]|&(?!(amp|lt|gt|quot);)/);
        const controls = Array.from(escaped).filter((character) => character < ' ');
        expect(controls.filter((control) => !'\t\n\r'.includes(control))).toEqual([]);
      }),
    );
  });
});

describe('the record on disk', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paydrill-reports-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('reads back as it was written', async () => {
    await writeRecord(folder, sampleRecord());
    expect(await readRecord(folder)).toEqual(sampleRecord());
    expect(await readRecord(join(folder, 'record.json'))).toEqual(sampleRecord());
  });

  it('refuses keys that the schema does not know', () => {
    expect(parseRunRecord({ ...sampleRecord(), suprise: 1 })).toHaveProperty('problem');
  });

  it('survives a report that cannot be written', async () => {
    await writeRecord(folder, sampleRecord());
    await mkdir(join(folder, 'report.html'));
    const written = await writeReports(folder, sampleRecord());
    expect(written.problems).toHaveLength(1);
    expect(written.problems[0]).toMatchObject({
      code: 'REPORT_CANNOT_WRITE',
      message: expect.stringContaining('report.html'),
    });
    expect(written.reportHtml).toBe(null);
    expect(await readFile(join(folder, 'junit.xml'), 'utf8')).toContain('<testsuites');
  });

  it.skipIf(!hasFullDevice)('leaves no half file on a full disk', async () => {
    await writeRecord(folder, sampleRecord());
    for (const file of ['events.ndjson', 'report.html', 'record.json.partial']) {
      await symlink('/dev/full', join(folder, file));
    }
    const event: RunEvent = { kind: 'source-end', source: 'drill', seq: 0, t: 0, events: 0 };
    await expect(writeEvents(folder, [event])).rejects.toThrow(/ENOSPC/);
    await expect(writeRecord(folder, sampleRecord())).rejects.toThrow(/ENOSPC/);
    expect((await writeReports(folder, sampleRecord())).reportHtml).toBe(null);
    expect((await readdir(folder)).toSorted()).toEqual(['junit.xml', 'record.json', 'report.md']);
  });

  it('says what to do when it cannot be written', async () => {
    await writeFile(join(folder, 'taken'), '');
    await expect(writeRecord(join(folder, 'taken'), sampleRecord())).rejects.toMatchObject({
      code: 'REPORT_CANNOT_WRITE',
      exitCode: EXIT.rigError,
    });
    await expect(writeEvents(join(folder, 'missing'), [])).rejects.toMatchObject({
      code: 'REPORT_CANNOT_WRITE',
    });
  });

  it('names a record that is missing or broken', async () => {
    await expect(readRecord(join(folder, 'nowhere'))).rejects.toMatchObject({
      code: 'REPORT_NO_RECORD',
    });
    await expect(readRecord('/dev/zero')).rejects.toMatchObject({
      code: 'REPORT_NO_RECORD',
      message: expect.stringContaining('no regular file') as string,
    });
    await writeFile(join(folder, 'record.json'), '{"schemaVersion":2}');
    await expect(readRecord(folder)).rejects.toMatchObject({ code: 'REPORT_BAD_RECORD' });
    await writeFile(join(folder, 'record.json'), '{');
    await expect(readRecord(folder)).rejects.toMatchObject({ code: 'REPORT_BAD_RECORD' });
  });

  it('has one line for each event', async () => {
    const [invariant] = sampleRecord().invariants;
    const events = invariant?.witnesses[0]?.events ?? [];
    await writeEvents(folder, events);
    const lines = (await readFile(join(folder, 'events.ndjson'), 'utf8')).trim().split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual(events);
  });
});
