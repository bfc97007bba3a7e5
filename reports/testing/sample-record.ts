import type { RunEvent } from '../../harness/core/events.ts';
import type { RunRecord, SeriesPoint } from '../../harness/core/record.ts';

// A run that went wrong in most ways at once: what reports must be able to tell.

const witnessEvents: readonly RunEvent[] = [
  {
    kind: 'attempt-started',
    source: 'service',
    seq: 40,
    t: 16_210,
    order: 'ord-000123',
    payment: 'pay_7',
    attempt: 'att_9',
    provider: 'stripe',
    operation: 'confirm',
    key: 'pay_7/confirm/0',
    retry: 0,
    purpose: 'pay',
  },
  ledgerEntry(7, 16_230, 'ch_1'),
  ledgerEntry(9, 17_105, 'ch_2'),
  {
    kind: 'client-answered',
    source: 'client',
    seq: 77,
    t: 17_120,
    order: 'ord-000123',
    request: 'pay',
    key: 'k-1',
    tab: 0,
    startT: 16_200,
    status: 201,
    failure: null,
    claim: {
      status: 'paid',
      amountMinor: 4599,
      currency: 'EUR',
      provider: 'stripe',
      providerReference: 'pi_2',
    },
    payment: 'pay_7',
  },
];

function ledgerEntry(seq: number, t: number, authorisation: string): RunEvent {
  return {
    kind: 'ledger',
    source: 'gateway:stripe',
    seq,
    t,
    entry: `le_${seq}`,
    movement: 'capture',
    order: 'ord-000123',
    object: `pi_${seq}`,
    authorisation,
    amountMinor: 4599,
    currency: 'EUR',
    postings: [
      { account: 'held', amountMinor: -4599 },
      { account: 'merchant', amountMinor: 4599 },
    ],
    exchange: `ex_${seq}`,
  };
}

const series: readonly SeriesPoint[] = Array.from({ length: 60 }, (_, second) => {
  const isFault = second >= 15 && second < 40;
  const offered = 50;
  const failed = isFault ? (second % 5) + 2 : 0;
  const pending = isFault ? 4 : 0;
  return {
    t: second * 1000,
    offered,
    succeeded: offered - failed - pending,
    failed,
    pending,
    latencyMs: {
      p50: isFault ? 180 + second * 3 : 24,
      p95: isFault ? 900 + (second % 7) * 90 : 61,
    },
    attemptsByProvider: isFault ? { stripe: 12, paypal: 44 } : { stripe: 50, paypal: 0 },
    failuresByProvider: isFault ? { stripe: 12, paypal: 0 } : { stripe: 0, paypal: 0 },
    activeFaults: isFault ? ['stripe-answers-lost'] : [],
  };
});

const payments = {
  offered: 750,
  attempted: 750,
  succeeded: 730,
  declined: 20,
  degraded: 0,
  failed: 0,
  pending: 0,
  unknown: 0,
};

export function sampleRecord(change: Partial<RunRecord> = {}): RunRecord {
  return {
    schemaVersion: 1,
    runId: '20261123-120000-answer-lost-42',
    scenario: 'answer-lost',
    hypothesis: 'When answers get lost after money moved, nobody is charged twice.',
    world: 'local',
    startedAt: '2026-11-23T12:00:00.000Z',
    seed: 42,
    policy: 'retry-new-key',
    versions: { paydrill: '0.1.0', node: 'v24.21.0', k6: 'v2.2.0', toxiproxy: '2.12.0' },
    options: { scenario: { name: 'answer-lost' } },
    replayCommand: 'paydrill run answer-lost --seed 42 --policy retry-new-key',
    verdict: {
      outcome: 'failed',
      reasons: [{ code: 'no-double-charge', message: '3 of 3000 orders were charged twice' }],
    },
    phases: [
      phase('baseline', 0, 15_000, 1),
      phase('fault', 15_000, 40_000, 0.9342),
      phase('recovery', 40_000, 60_000, 0.9996),
      phase('drain', 60_000, 62_000, null),
    ],
    faults: [
      {
        name: 'stripe-answers-lost',
        layer: 'gateway',
        gateway: 'stripe',
        description: 'processed-then-lost, share 0.3, confirm',
        plannedStartMs: 15_000,
        startMs: 15_004,
        endMs: 40_003,
        touchedRequests: 311,
        routedAway: 0,
        isProved: true,
      },
    ],
    invariants: [
      {
        name: 'no-double-charge',
        promise: 'Captured minus refunded is at most the amount owed, from one authorisation.',
        scope: 'order',
        isMoney: true,
        judged: true,
        checked: 3000,
        violations: 3,
        witnesses: [
          {
            paymentId: 'ord-000123',
            story: 'owed 45.99 EUR, charged 91.98 EUR from two authorisations',
            events: witnessEvents,
          },
        ],
      },
      invariant('paid-means-paid', true),
      invariant('key-before-call', false),
    ],
    objectives: [
      {
        name: 'goodput',
        phase: 'fault',
        bound: { atLeast: 0.95 },
        actual: 0.9342,
        interval: [0.921, 0.946],
        outcome: 'crossed',
      },
      {
        name: 'latency-p95',
        phase: 'fault',
        bound: { atMost: 2000 },
        actual: 1204,
        interval: [1100, 1330],
        outcome: 'met',
      },
    ],
    load: {
      plannedIterations: 3000,
      completedIterations: 3000,
      droppedIterations: 0,
      interruptedIterations: 0,
    },
    money: {
      EUR: {
        capturedMinor: 9_876_543,
        refundedMinor: 1234,
        doubleChargedMinor: 13_797,
        lostMinor: 0,
      },
    },
    series,
    rig: {
      startupMs: 1800,
      loadMs: 60_000,
      drainMs: 2000,
      judgeMs: 120,
      reportMs: 0,
      totalMs: 64_000,
    },
    ...change,
  };
}

function phase(
  name: RunRecord['phases'][number]['name'],
  startMs: number,
  endMs: number,
  goodputRatio: number | null,
): RunRecord['phases'][number] {
  return {
    name,
    startMs,
    endMs,
    payments,
    goodputRatio,
    latencyMs: goodputRatio === null ? null : { p50: 24, p95: 61, p99: 130, max: 312 },
    retryAmplification: goodputRatio === null ? null : 1.13,
    attemptsByProvider: { stripe: 750, paypal: 12 },
  };
}

function invariant(name: string, judged: boolean): RunRecord['invariants'][number] {
  return {
    name,
    promise: `The promise of ${name}.`,
    scope: 'payment',
    isMoney: true,
    judged,
    checked: judged ? 3000 : 0,
    violations: 0,
    witnesses: [],
  };
}
