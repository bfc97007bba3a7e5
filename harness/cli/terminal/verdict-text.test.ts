import { describe, expect, it } from 'vitest';
import type { RunRecord } from '../../core/record.ts';
import { sampleRecord } from '../../../reports/testing/sample-record.ts';
import { createStyle } from './style.ts';
import { renderVerdict } from './verdict-text.ts';

const plain = createStyle({ isTTY: false });
const linesOf = (record: RunRecord, reportPath: string | null = 'runs/r/report.html') =>
  renderVerdict(record, reportPath, plain).split('\n');
const placeOf = (lines: readonly string[], start: string): number =>
  lines.findIndex((line) => line.startsWith(start));

describe('the verdict of a failed run', () => {
  const lines = linesOf(
    sampleRecord({
      verdict: {
        outcome: 'failed',
        reasons: [
          { code: 'JUDGE_MONEY_VIOLATION', message: 'no-double-charge was broken' },
          { code: 'JUDGE_FAULT_UNMET', message: 'Fault "x" met nothing.' },
        ],
      },
    }),
  );

  it('tells what broke and what it cost before what held', () => {
    const places = ['FAILED', 'broke', 'crossed', 'money', 'held'].map((each) =>
      placeOf(lines, each),
    );
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBe(0);
  });

  it('says how many of what broke a promise, and who proves it', () => {
    expect(lines[placeOf(lines, 'broke')]).toContain('no-double-charge: 3 of 3000 orders.');
    expect(lines.join('\n')).toContain('ord-000123: owed 45.99 EUR');
  });

  it('gives each reason once', () => {
    expect(lines.filter((line) => line.startsWith('because'))).toEqual([
      'because   JUDGE_FAULT_UNMET: Fault "x" met nothing.',
    ]);
  });
});

describe('a count that nobody counted', () => {
  it('is told as an estimate', () => {
    const [fault] = sampleRecord().faults;
    if (fault === undefined) throw new Error('the sample has no fault');
    const lines = linesOf(
      sampleRecord({ faults: [{ ...fault, routedAway: 3, estimated: ['routedAway'] }] }),
    );
    expect(lines[placeOf(lines, 'fault')]).toMatch(/met 311 requests, about 3 routed away$/);
  });
});

describe('the verdict of a run that broke', () => {
  const lines = linesOf(
    sampleRecord({
      invariants: [],
      objectives: [],
      money: {},
      verdict: {
        outcome: 'rig-error',
        reasons: [{ code: 'LIVE_K6_ENDED', message: 'k6 ended. Its last lines:\none\ntwo' }],
      },
    }),
    null,
  );

  it('begins with the reason, its own lines indented', () => {
    expect(lines.slice(2, 5)).toEqual([
      'because   LIVE_K6_ENDED: k6 ended. Its last lines:',
      '          one',
      '          two',
    ]);
  });

  it('claims nothing about money or promises', () => {
    expect(lines).toContain('money     not known: nothing was judged');
    expect(placeOf(lines, 'held')).toBe(-1);
  });

  it('names no report that is not there', () => {
    expect(lines).toContain('report    could not be written');
  });
});

it('fits a narrow terminal', () => {
  const lines = renderVerdict(sampleRecord(), 'report.html', plain, 60).split('\n');
  expect(lines.filter((line) => line.length > 60 && line.trim().includes(' '))).toEqual([]);
});
