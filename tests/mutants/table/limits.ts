import type { Mutant } from '../mutant.ts';

// Mistakes with what a policy promises of itself and of customers: breakers, budgets, answers, logs.

export const LIMIT_MUTANTS: readonly Mutant[] = [
  {
    name: 'breaker-never-closes',
    mistake: 'A breaker that has opened stays open.',
    edits: [
      {
        file: 'service/resilience/guard.ts',
        find: "return isOpen && Date.now() - openedAt < policy.halfOpenAfterMs ? 'breaker-open' : null;",
        put: "return isOpen && openedAt > 0 ? 'breaker-open' : null;",
      },
    ],
    breaks: ['breaker-rules', 'unknowns-resolved', 'no-charge-without-claim'],
  },
  {
    name: 'breaker-never-opens',
    mistake: 'Nothing that a provider does counts as trouble.',
    edits: [
      {
        file: 'service/resilience/guard.ts',
        find: "  answer.outcome === 'unknown' || answer.outcome === 'not-processed';",
        put: "  answer.outcome === 'unknown' && answer.outcome !== 'unknown';",
      },
    ],
    breaks: ['breaker-rules'],
  },
  {
    name: 'budget-off-by-one',
    mistake: 'One operation is tried once more than the policy says.',
    edits: [
      {
        file: 'service/payments/attempt.ts',
        find: 'retry >= effort.maxTries',
        put: 'retry > effort.maxTries',
      },
    ],
    breaks: ['attempts-in-budget'],
  },
  {
    name: 'retry-budget-ignored',
    mistake: 'Retries cost nothing, however many there are.',
    edits: [
      {
        file: 'service/resilience/retry-budget.ts',
        find: '      if (tokens < 1) return false;\n      tokens -= 1;',
        put: '',
      },
    ],
    breaks: ['retry-budget'],
    isFoundInCi: true,
  },
  {
    name: 'secret-in-logs',
    mistake: 'The log of a failed payment shows the card.',
    edits: [
      {
        file: 'service/payments/log-failure.ts',
        find: '{ store, logger }: Tools',
        put: '{ store, logger, vault }: Tools',
      },
      {
        file: 'service/payments/log-failure.ts',
        find: 'isQueued, attempts };',
        put: 'isQueued, attempts, card: vault.cardOf(payment.cardToken).number };',
      },
    ],
    breaks: ['no-secrets'],
  },
  {
    name: 'poll-answers-stale',
    mistake: 'What was read once is answered from a cache.',
    edits: [
      {
        file: 'service/payments/payments.ts',
        find: '  const read = (id: string): Payment | null => {',
        put: '  const cache = new Map<string, Payment | null>();\n  const read = (id: string): Payment | null => {\n    if (!cache.has(id)) cache.set(id, readNow(id));\n    return cache.get(id) ?? null;\n  };\n  const readNow = (id: string): Payment | null => {',
      },
    ],
    breaks: ['no-charge-without-claim', 'unknowns-resolved', 'paid-means-paid', 'no-stranded-hold'],
  },
  {
    name: 'promise-not-kept',
    mistake: 'A payment that was accepted to be worked off later is never worked off.',
    edits: [
      {
        file: 'service/payments/payments.ts',
        find: 'openIds: () => open.ids(),',
        put: 'openIds: () => open.ids().filter((id) => open.find(id)?.isQueued !== true),',
      },
    ],
    breaks: ['unknowns-resolved', 'no-charge-without-claim'],
  },
  {
    name: 'told-no-while-unknown',
    mistake: 'When no provider is left the customer is told no, whatever may still be under way.',
    edits: [
      {
        file: 'service/payments/charge.ts',
        find: '  if (doubtful !== undefined) {',
        put: '  if (doubtful !== undefined && session.payment.legs.length < 0) {',
      },
      {
        file: 'service/payments/charge.ts',
        find: "    if (end === 'doubt') return wait(session, tools);",
        put: "    if (end === 'doubt') return conclude(session, tools);",
      },
    ],
    breaks: [
      'no-charge-without-claim',
      'unknowns-resolved',
      'no-double-charge',
      'no-stranded-hold',
    ],
  },
];
