import type { Mutant } from '../mutant.ts';

// Mistakes with what makes a request the same as another: keys, orders, what is stored and when.

export const KEY_MUTANTS: readonly Mutant[] = [
  {
    name: 'key-not-stored',
    mistake: 'The call leaves before its idempotency key is committed, so that a crash forgets it.',
    edits: [
      {
        file: 'service/payments/call.ts',
        find: '  await session.flush();\n\n  const answer = await provider',
        put: '  const answer = await provider',
      },
    ],
    breaks: ['key-before-call', 'no-double-charge', 'no-charge-without-claim'],
  },
  {
    name: 'key-not-reused',
    mistake: 'Each try has an idempotency key of its own.',
    edits: [
      {
        file: 'service/payments/leg.ts',
        find: 'const generation = leg.keyGenerations[operation] ?? 0;',
        put: 'const generation = leg.tries[operation] ?? 0;',
      },
    ],
    breaks: ['same-key-again'],
  },
  {
    name: 'key-shared',
    mistake: 'The idempotency key is cut so short that payments of the same minute share it.',
    edits: [
      {
        file: 'service/payments/leg.ts',
        find: 'return `${payment}.${leg.number}',
        put: 'return `${payment.slice(0, 9)}.${leg.number}',
      },
    ],
    breaks: [
      'unknowns-resolved',
      'no-charge-without-claim',
      'one-key-one-effect',
      'paid-means-paid',
    ],
  },
  {
    name: 'told-before-stored',
    mistake: 'Commits are gathered for a moment, and nobody waits for them.',
    edits: [
      {
        file: 'service/store/turn.ts',
        find: 'setImmediate(end);',
        put: 'setTimeout(end, 40);',
      },
      {
        file: 'service/store/turn.ts',
        find: 'return open?.promise ?? Promise.resolve();',
        put: 'return Promise.resolve();',
      },
    ],
    breaks: ['key-before-call', 'no-double-charge', 'no-charge-without-claim', 'paid-means-paid'],
  },
  {
    name: 'race-in-single-flight',
    mistake: 'Between looking for an earlier payment of the order and making one, time passes.',
    edits: [
      {
        file: 'service/payments/payments.ts',
        find: '    const cardToken = tools.vault.tokenise(order.card);',
        put: '    await orAfter(new Promise(() => {}), 300);\n    const cardToken = tools.vault.tokenise(order.card);',
      },
      {
        file: 'service/store/schema.ts',
        find: 'order_id TEXT NOT NULL UNIQUE',
        put: 'order_id TEXT NOT NULL',
      },
      {
        file: 'service/store/store.ts',
        find: "'INSERT INTO keys VALUES (?, ?, ?, ?)'",
        put: "'INSERT OR REPLACE INTO keys VALUES (?, ?, ?, ?)'",
      },
    ],
    breaks: ['no-double-charge', 'no-charge-without-claim'],
  },
  {
    name: 'order-not-looked-up',
    mistake: 'Only the key tells whether a payment was asked for before, not the order.',
    edits: [
      {
        file: 'service/payments/payments.ts',
        find: 'const earlier = store.findPaymentOfOrder(order.order);\n    if (earlier !== null) {',
        put: "const earlier = store.findPaymentOfOrder(order.order);\n    if (earlier !== null && order.order === '') {",
      },
      {
        file: 'service/store/schema.ts',
        find: 'order_id TEXT NOT NULL UNIQUE',
        put: 'order_id TEXT NOT NULL',
      },
    ],
    breaks: ['no-double-charge', 'no-charge-without-claim'],
  },
  {
    name: 'wrong-order-joined',
    mistake: 'A payment is found by the beginning of its order id.',
    edits: [
      {
        file: 'service/store/store.ts',
        find: "'SELECT document FROM payments WHERE order_id = ?'",
        put: "'SELECT document FROM payments WHERE substr(order_id, 1, length(order_id) - 1) = substr(?1, 1, length(?1) - 1)'",
      },
      {
        file: 'service/payments/payments.ts',
        find: "if (!isSame) return { kind: 'order-differs' };",
        put: '',
      },
    ],
    breaks: ['paid-means-paid', 'no-charge-without-claim', 'no-stranded-hold'],
    isFoundInCi: true,
  },
];
