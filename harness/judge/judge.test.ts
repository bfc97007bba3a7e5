import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../core/events.ts';
import type { Objective, Scenario, ScheduledFault } from '../core/scenario.ts';
import { findBaselineIllness, judge, JUDGE_ERRORS, type JudgeInput } from './index.ts';
import { examplePhases } from './testing/example-scenario.ts';
import { brokenIn } from './testing/judge-one.ts';
import { createLegalRun } from './testing/legal-run.ts';
import { numberEvents } from './testing/run-script.ts';

const LEGAL = createLegalRun(600);
const FAULT: ScheduledFault = {
  name: 'primary-slow',
  layer: 'gateway',
  gateway: 'stripe',
  fault: 'latency',
  options: {},
  share: 1,
  operations: [],
  atMs: 0,
  durationMs: 5000,
};

const withFault = (changes: Partial<JudgeInput> = {}): JudgeInput => ({
  ...LEGAL,
  scenario: { ...LEGAL.scenario, faults: [FAULT] },
  ...changes,
});
const withObjective = (objective: Objective): JudgeInput => ({
  ...LEGAL,
  scenario: { ...LEGAL.scenario, objectives: [objective] },
});
const without = (test: (event: RunEvent) => boolean): JudgeInput => ({
  ...LEGAL,
  events: LEGAL.events.filter((event) => !test(event)),
});
const codesOf = (input: JudgeInput): readonly string[] =>
  judge(input).verdict.reasons.map(({ code }) => code);
const lastCapture = LEGAL.events.findLastIndex(
  (event) => event.kind === 'ledger' && event.movement === 'capture',
);
const doubleCharge = (): JudgeInput => {
  const event = LEGAL.events[lastCapture];
  if (event === undefined) throw new RangeError('no capture');
  return { ...LEGAL, events: numberEvents(LEGAL.events.toSpliced(lastCapture, 0, event)) };
};

describe('judge', () => {
  test('says that a legal run held', () => {
    expect(judge(LEGAL).verdict).toEqual({ outcome: 'held', reasons: [] });
  });

  test('puts events that were sorted by time back into the order of their logs', () => {
    const sorted = LEGAL.events.toSorted((a, b) => a.t - b.t || b.seq - a.seq);
    expect(judge({ ...LEGAL, events: sorted }).verdict.outcome).toBe('held');
  });

  test('gives the same judgement for the same input', () => {
    expect(judge(LEGAL)).toEqual(judge(LEGAL));
  });

  test('agrees with itself on a record that was written and read again', () => {
    const read = JSON.parse(JSON.stringify(LEGAL)) as JudgeInput;
    expect(judge(read)).toEqual(judge(LEGAL));
  });
});

describe('the verdict', () => {
  const RIG = { code: 'LIVE_X', message: 'a process died' };
  const ABORT = { code: 'INTERRUPTED', message: 'Ctrl-C' };
  const CROSSED = withObjective({ name: 'latency-p95', phase: 'fault', bound: { atMost: 1 } });

  test('puts a proven money violation above a rig error', () => {
    const { verdict } = judge({ ...doubleCharge(), rigErrors: [RIG], aborts: [ABORT] });
    expect(verdict.outcome).toBe('failed');
    expect(verdict.reasons[0]).toMatchObject({ code: 'JUDGE_MONEY_VIOLATION' });
    expect(verdict.reasons[0]?.message).toMatch(
      /^no-double-charge was broken 1 times in \d+\. Order/,
    );
    expect(verdict.reasons).toContainEqual(RIG);
  });

  test('puts a rig error above an abort, and an abort above a crossed objective', () => {
    expect(judge({ ...CROSSED, rigErrors: [RIG], aborts: [ABORT] }).verdict.outcome).toBe(
      'rig-error',
    );
    expect(judge({ ...CROSSED, aborts: [ABORT] }).verdict.outcome).toBe('aborted');
    expect(judge(CROSSED).verdict.outcome).toBe('failed');
  });

  test('is a rig error, not a failure, when the baseline itself crosses its bound', () => {
    const input = withObjective({ name: 'latency-p95', phase: 'baseline', bound: { atMost: 1 } });
    expect(codesOf(input)).toEqual(['JUDGE_BASELINE_CROSSED']);
    expect(judge(input).verdict.outcome).toBe('rig-error');
  });

  test('puts a crossed objective above a doubt', () => {
    const load = { ...LEGAL.load, droppedIterations: 100 };
    expect(judge({ ...CROSSED, load }).verdict.outcome).toBe('failed');
  });

  test('fails for a broken invariant that cost no money', () => {
    const input: JudgeInput = {
      ...LEGAL,
      logs: [{ name: 'target.log', text: '4242424242424242' }],
    };
    expect(codesOf(input)).toEqual(['JUDGE_VIOLATION']);
    expect(judge(input).verdict.outcome).toBe('failed');
  });

  test('fails for a crossed objective and says by how much', () => {
    const [reason] = judge(CROSSED).verdict.reasons;
    expect(reason).toEqual({
      code: 'JUDGE_OBJECTIVE_CROSSED',
      message: 'latency-p95 in the fault phase was 27 (95 %: 26 to 27), its bound is at most 1.',
    });
  });
});

describe('doubts', () => {
  test('an objective that is too close to call', () => {
    expect(
      codesOf(withObjective({ name: 'goodput', phase: 'fault', bound: { atLeast: 0.9999 } })),
    ).toEqual(['JUDGE_OBJECTIVE_INCONCLUSIVE']);
  });

  test('an objective of a phase that was never reached', () => {
    const input = withObjective({ name: 'goodput', phase: 'drain', bound: { atLeast: 0.9 } });
    expect(judge(input).verdict.reasons).toEqual([
      {
        code: 'JUDGE_OBJECTIVE_UNMEASURED',
        message:
          'goodput in the drain phase was not measured: too few payments to hold it to at least 0.9.',
      },
    ]);
  });

  test('iterations dropped in the baseline, but not those dropped under a fault', () => {
    const dropIn = (phase: 'baseline' | 'fault'): JudgeInput => {
      const bounds = examplePhases(LEGAL.scenario).find(({ name }) => name === phase);
      const dropped = new Set(
        LEGAL.events.flatMap((event) =>
          event.kind === 'client-started' &&
          event.intendedT >= (bounds?.startMs ?? 0) &&
          event.intendedT < (bounds?.startMs ?? 0) + 5000
            ? [event.order]
            : [],
        ),
      );
      const kept = LEGAL.events.filter(
        (event) => !('order' in event && dropped.has(event.order ?? '')),
      );
      return {
        ...LEGAL,
        scenario: { ...LEGAL.scenario, objectives: [] },
        events: numberEvents(kept),
        load: { ...LEGAL.load, droppedIterations: dropped.size },
      };
    };
    expect(codesOf(dropIn('baseline'))).toEqual(['JUDGE_BASELINE_DROPS']);
    const slow = (tooSlow: 'target' | 'load-generator') => {
      const input = dropIn('fault');
      return codesOf({ ...input, load: { ...input.load, tooSlow } });
    };
    expect(slow('target')).toEqual([]);
    expect(slow('load-generator')).toEqual(['JUDGE_GENERATOR_TOO_SLOW']);
    expect(codesOf(dropIn('fault'))).toEqual([]);
    const fault = judge(dropIn('fault')).phases[1];
    expect(fault?.payments).toMatchObject({ offered: 200, attempted: 150, failed: 50 });
    expect(fault?.goodputRatio).toBeLessThan(0.8);
  });

  test('a fault that was never armed', () => {
    expect(codesOf(withFault())).toEqual(['JUDGE_FAULT_NOT_ARMED']);
  });

  test('a fault that met nothing and that nothing was routed away from', () => {
    const faults = [
      { name: FAULT.name, plannedStartMs: 0, startMs: 0, endMs: 5000, isProved: true },
    ];
    expect(codesOf(withFault({ faults }))).toEqual(['JUDGE_FAULT_UNMET']);
  });

  test('a network fault whose effect no probe saw', () => {
    const scenario: Scenario = {
      ...LEGAL.scenario,
      faults: [
        {
          name: 'cut',
          layer: 'network',
          gateway: 'stripe',
          direction: 'downstream',
          effect: { kind: 'down' },
          share: 1,
          atMs: 0,
          durationMs: 5000,
        },
      ],
    };
    const faults = [{ name: 'cut', plannedStartMs: 0, startMs: 0, endMs: 5000, isProved: false }];
    expect(codesOf({ ...LEGAL, scenario, faults })).toEqual(['JUDGE_FAULT_UNPROVED']);
  });

  test('too few payments under the fault', () => {
    const small = createLegalRun(30);
    const scenario = { ...small.scenario, objectives: [] };
    expect(codesOf({ ...small, scenario })).toEqual(['JUDGE_TOO_FEW_PAYMENTS']);
  });

  test('a money invariant that could not be judged', () => {
    const input = { ...LEGAL, isSettled: false };
    expect(codesOf(input)).toEqual(['JUDGE_NOT_JUDGED']);
    expect(judge(input).verdict.reasons[0]?.message).toBe(
      'no-stranded-hold could not be judged: settled is missing.',
    );
  });

  test('a charged payment that could not be read at the end', () => {
    const unread = judge({
      ...LEGAL,
      events: LEGAL.events.map((event) =>
        event.kind === 'final-reading' ? { ...event, claim: null, status: 503 } : event,
      ),
    });
    expect(unread.findings.doubts.map(({ code }) => code)).toContain('JUDGE_READINGS_MISSING');
  });

  test('money that no order explains', () => {
    const input: JudgeInput = {
      ...LEGAL,
      events: LEGAL.events.map((event, index) =>
        index === lastCapture && event.kind === 'ledger'
          ? { ...event, order: null, object: 'pi_lost', authorisation: 'lost' }
          : event,
      ),
    };
    expect(judge(input).findings.doubts.map(({ code }) => code)).toContain(
      'JUDGE_MONEY_UNEXPLAINED',
    );
  });
});

describe('rig errors', () => {
  test('a gap in the log of a source, which then accuses nobody', () => {
    const judgement = judge(without((event) => event === LEGAL.events[lastCapture]));
    expect(judgement.verdict.outcome).toBe('rig-error');
    expect(judgement.verdict.reasons[0]?.message).toMatch(
      /^The log of gateway:\w+ is not whole: expected number \d+, got \d+\.$/,
    );
    expect(brokenIn(judgement)).toEqual([]);
    expect(judgement.invariants.find(({ name }) => name === 'paid-means-paid')?.judged).toBe(false);
  });

  test('an event that was collected twice, which must not count twice', () => {
    const [event] = LEGAL.events.filter(({ kind }) => kind === 'ledger');
    if (event === undefined) throw new RangeError('no ledger');
    const judgement = judge({ ...LEGAL, events: [...LEGAL.events, event] });
    expect(judgement.verdict.outcome).toBe('rig-error');
    expect(judgement.verdict.reasons[0]?.message).toMatch(/number \d+ came twice/);
    expect(brokenIn(judgement)).toEqual([]);
  });

  test('a log without its end mark, or shorter than the mark says', () => {
    expect(
      codesOf(without((event) => event.kind === 'source-end' && event.source === 'client'))[0],
    ).toBe('JUDGE_SOURCE_BROKEN');
    const last = LEGAL.events.findLast(({ source }) => source === 'service');
    expect(last?.kind).toBe('source-end');
    const cut = LEGAL.events.findLast(
      ({ source, kind }) => source === 'service' && kind !== 'source-end',
    );
    expect(codesOf(without((event) => event === cut))[0]).toBe('JUDGE_SOURCE_BROKEN');
  });

  test('a gateway that said nothing at all', () => {
    expect(codesOf(without(({ source }) => source === 'gateway:paypal'))).toContain(
      'JUDGE_SOURCE_BROKEN',
    );
  });

  test('no gap where the drill broke the source on purpose', () => {
    const cut = LEGAL.events.findLast(
      ({ source, kind }) => source === 'service' && kind !== 'source-end',
    );
    const input = without((event) => event === cut);
    expect(codesOf({ ...input, expectedGaps: ['service'] })).toEqual([]);
  });

  test('no missing audit trail where a target keeps none', () => {
    const { sources: _, ...rest } = without(({ source }) => source === 'service');
    const judgement = judge(rest);
    expect(judgement.verdict.outcome).toBe('held');
    expect(judgement.invariants.filter(({ judged }) => !judged).map(({ name }) => name)).toEqual([
      'key-before-call',
      'same-key-again',
      'fenced-failover',
      'attempts-in-budget',
      'retry-budget',
      'breaker-rules',
      'unknowns-resolved',
    ]);
    expect(judgement.phases[1]?.attemptsByProvider['stripe']).toBeGreaterThan(0);
  });
});

describe('findBaselineIllness', () => {
  test('names a baseline that is surely too ill, and gives few payments the benefit of the doubt', () => {
    expect(findBaselineIllness({ offered: 100, good: 50 })).toEqual({
      code: 'JUDGE_BASELINE_UNHEALTHY',
      message: 'Before any fault, only 50 of 100 payments were good; 90 % is needed.',
    });
    expect(findBaselineIllness({ offered: 100, good: 89 })).toBeNull();
    expect(findBaselineIllness({ offered: 1000, good: 860 })).not.toBeNull();
    expect(findBaselineIllness({ offered: 0, good: 0 })).not.toBeNull();
  });
});

describe('JUDGE_ERRORS', () => {
  test('has a hint and an exit code for each reason', () => {
    for (const row of Object.values(JUDGE_ERRORS)) {
      expect(row.hint).toMatch(/\.$/);
      expect([1, 3, 4]).toContain(row.exitCode);
    }
  });
});
