import type { Mutant } from '../mutant.ts';

// Mistakes with what is not known: an answer that did not come, a payment that is looked up.

export const DOUBT_MUTANTS: readonly Mutant[] = [
  {
    name: 'failover-while-unknown',
    mistake: 'Another provider is asked while nobody knows what became of the first call.',
    edits: [
      {
        file: 'service/payments/charge.ts',
        find: "if (failover.kind === 'on-unknown') {",
        put: "if (failover.kind !== 'second-hold') {",
      },
    ],
    breaks: ['fenced-failover', 'no-double-charge'],
    isFoundInCi: true,
  },
  {
    name: 'timeout-told-as-declined',
    mistake: 'A call that took too long counts as declined.',
    edits: [
      {
        file: 'service/resilience/guard.ts',
        find: "if (hasLeft) return unknownAnswer(isTaskCancelledError(error) ? 'timeout' : 'adapter-failed');",
        put: "if (hasLeft) return { ...unknownAnswer('timeout'), outcome: 'declined', decline: 'later' };",
      },
    ],
    breaks: ['no-charge-without-claim', 'no-double-charge', 'fenced-failover', 'unknowns-resolved'],
    isFoundInCi: true,
  },
  {
    name: 'decline-of-another-believed',
    mistake: 'A decline that speaks of another payment is taken for an answer.',
    edits: [
      {
        file: 'service/providers/stripe/stripe-error-answer.ts',
        find: "    if (asked.operation !== 'refund' && !isExpected(attached, asked.expected)) return UNEXPECTED;\n",
        put: '',
      },
    ],
    breaks: ['no-charge-without-claim', 'no-double-charge', 'fenced-failover'],
    isRare: true,
  },
  {
    name: 'lost-taken-as-not-sent',
    mistake: 'A connection that breaks after sending counts as one that never was.',
    edits: [
      {
        file: 'service/providers/http-exchange.ts',
        find: "return { kind: 'lost', code: signal.aborted ? 'timeout' : lossCode(error) };",
        put: "if (!signal.aborted) return { kind: 'not-sent', code: lossCode(error) };\n    return { kind: 'lost', code: 'timeout' };",
      },
    ],
    breaks: ['fenced-failover', 'no-double-charge', 'no-charge-without-claim'],
  },
  {
    name: 'in-flight-taken-as-failure',
    mistake: 'A 409 that says that the same request is being worked on counts as a failure.',
    edits: [
      {
        file: 'service/providers/stripe/stripe-outcomes.ts',
        find: "row(MUTATIONS, 409, 'idempotency_key_in_use', 'unknown')",
        put: "row(MUTATIONS, 409, 'idempotency_key_in_use', 'declined')",
      },
    ],
    breaks: ['fenced-failover', 'no-double-charge', 'no-charge-without-claim', 'unknowns-resolved'],
  },
  {
    name: 'not-seen-taken-as-no',
    mistake: 'A query that does not see a charge yet counts as proof that there is none.',
    edits: [
      {
        file: 'service/payments/leg.ts',
        find: "    case 'none':\n    case 'created':\n    case 'not-found':\n    case 'unknown':\n      return before;",
        put: "    case 'none':\n    case 'unknown':\n      return before;\n    case 'created':\n    case 'not-found':\n      return before === 'confirm-unknown' ? 'shut' : before;",
      },
    ],
    breaks: ['fenced-failover', 'no-double-charge', 'no-charge-without-claim', 'unknowns-resolved'],
  },
  {
    name: 'cancel-not-acknowledged',
    mistake: 'A cancel whose answer is lost counts as done.',
    edits: [
      {
        file: 'service/payments/leg.ts',
        find: "    case 'unknown':\n      return marked;\n    case 'not-processed':",
        put: "    case 'unknown':\n      return operation === 'void' ? 'shut' : marked;\n    case 'not-processed':",
      },
    ],
    breaks: [
      'fenced-failover',
      'no-double-charge',
      'no-charge-without-claim',
      'unknowns-resolved',
      'no-stranded-hold',
    ],
  },
  {
    name: 'late-answer-ignored',
    mistake: 'Who is told "pending" is never looked after again once a call was cut off.',
    edits: [
      {
        file: 'service/payments/payments.ts',
        find: 'openIds: () => open.ids(),',
        put: "openIds: () =>\n      open.ids().filter((id) => !open.find(id)?.legs.some((leg) => leg.code === 'timeout')),",
      },
    ],
    breaks: ['unknowns-resolved', 'no-charge-without-claim', 'no-stranded-hold'],
  },
  {
    name: 'reconciler-gives-up',
    mistake: 'The reconciler ends after a few rounds.',
    edits: [
      {
        file: 'service/reconcile/reconciler.ts',
        find: '    while (!stopped.aborted) {\n      await sleep',
        put: '    for (let round = 0; round < 8; round += 1) {\n      await sleep',
      },
    ],
    breaks: ['unknowns-resolved', 'no-charge-without-claim', 'no-stranded-hold'],
  },
  {
    name: 'reconciler-stops-on-error',
    mistake: 'A payment that was tried five times is left alone.',
    edits: [
      {
        file: 'service/reconcile/reconcile-payment.ts',
        find: '  const isAllowed = tools.policy.reconcile.isEnabled;',
        put: '  if (session.payment.attemptCount > 5) return;\n  const isAllowed = tools.policy.reconcile.isEnabled;',
      },
    ],
    breaks: ['unknowns-resolved', 'no-charge-without-claim', 'no-stranded-hold'],
  },
  {
    name: 'crash-forgets-the-open',
    mistake: 'A service that starts again takes up nothing of what its predecessor left open.',
    edits: [
      {
        file: 'service/payments/open-payments.ts',
        find: 'for (const payment of left) keep(createSession(store, payment, false));',
        put: '',
      },
    ],
    breaks: ['unknowns-resolved', 'no-charge-without-claim', 'no-stranded-hold'],
  },
];
