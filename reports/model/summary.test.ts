import { describe, expect, it } from 'vitest';
import { formatMoment, formatRatio, formatRunTime } from './format.ts';
import { sampleRecord } from '../testing/sample-record.ts';
import { meaningOf, moneyHarm, moneyLine } from './summary.ts';
import { describeEvent } from './describe-event.ts';

describe('figures in reports', () => {
  it('never round a lost payment away', () => {
    expect(formatRatio(0.99996)).toBe('99.99 %');
    expect(formatRatio(1)).toBe('100 %');
    expect(formatRatio(null)).toBe('–');
  });

  it('write run time in minutes', () => {
    expect(formatRunTime(61_250)).toBe('1:01.3');
    expect(formatMoment(61_250.4)).toBe('1:01.250');
    expect(formatMoment(59_999.9)).toBe('1:00.000');
  });
});

describe('a told event', () => {
  it('names the money that moved', () => {
    const line = describeEvent({
      kind: 'ledger',
      source: 'gateway:stripe',
      seq: 1,
      t: 5,
      entry: 'le_1',
      movement: 'capture',
      order: 'ord-1',
      object: 'pi_1',
      authorisation: 'ch_1',
      amountMinor: 1234,
      currency: 'EUR',
      postings: [],
      exchange: null,
    });
    expect(line).toEqual({
      t: 5,
      actor: 'gateway',
      text: 'stripe ledger: captured 12.34 EUR on pi_1',
    });
  });
});

describe('what is said of money', () => {
  const nothing = { capturedMinor: 5, refundedMinor: 0, doubleChargedMinor: 0, lostMinor: 0 };
  const judged = sampleRecord().invariants.map((each) => ({ ...each, judged: true }));

  it('is one line a kind of harm, over all currencies', () => {
    const money = {
      EUR: { ...nothing, doubleChargedMinor: 105, lostMinor: 2 },
      JPY: { ...nothing, doubleChargedMinor: 70 },
      USD: nothing,
    };
    expect(moneyHarm(sampleRecord({ money }))).toEqual([
      'charged twice: 1.05 EUR, 70 JPY',
      'taken without telling the customer "paid": 0.02 EUR',
    ]);
  });

  it('is that none was harmed only where every promise about money was judged', () => {
    const money = { EUR: nothing };
    expect(moneyLine(sampleRecord({ money, invariants: judged }))).toBe('no money was harmed');
    expect(moneyLine(sampleRecord({ money }))).toBe(
      'not known: key-before-call could not be judged',
    );
    expect(moneyLine(sampleRecord({ money, invariants: [] }))).toBe(
      'not known: nothing was judged',
    );
  });
});

describe('the verdict in a sentence', () => {
  const { invariants, objectives } = sampleRecord();
  const kept = invariants.map((each) => ({ ...each, violations: 0 }));

  it.each([
    [{}, '1 promise was broken, 1 of them about money; 1 objective was crossed.'],
    [{ objectives: [] }, '1 promise was broken, 1 of them about money.'],
    [{ invariants: kept }, 'No promise was broken; 1 objective was crossed.'],
    [
      { invariants: invariants.map((each) => ({ ...each, isMoney: false })), objectives: [] },
      '1 promise was broken, none of them about money.',
    ],
    [{ objectives: [...objectives, ...objectives], invariants: kept }, /2 objectives were crossed/],
  ])('of a failed run says what failed (%#)', (change, sentence) => {
    expect(meaningOf(sampleRecord(change))).toMatch(sentence);
  });
});
