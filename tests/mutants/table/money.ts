import type { Mutant } from '../mutant.ts';

// Mistakes with amounts, and with what may follow what: captures, voids, refunds, declines.

export const MONEY_MUTANTS: readonly Mutant[] = [
  {
    name: 'currency-exponent-wrong',
    mistake: 'Yen are sent as if they had cents.',
    edits: [
      {
        file: 'service/providers/stripe/stripe-currencies.ts',
        find: 'JPY: NO_DECIMALS',
        put: 'JPY: TWO_DECIMALS',
      },
    ],
    breaks: ['paid-means-paid', 'no-double-charge'],
  },
  {
    name: 'amount-rounded',
    mistake: 'Amounts go through a decimal number and are cut to whole units.',
    edits: [
      {
        file: 'service/providers/stripe/stripe-adapter.ts',
        find: 'createForm(request, amount.units)',
        put: 'createForm(request, Math.max(100, Math.floor(amount.units / 100) * 100))',
      },
      {
        file: 'service/providers/stripe/stripe-judgement.ts',
        find: '(expected.amountMinor === null || expected.amountMinor === intent.amountMinor) &&',
        put: '',
      },
      {
        file: 'service/providers/stripe/stripe-judgement.ts',
        find: "state.kind === 'captured' && state.capturedMinor === amountMinor\n        :",
        put: "state.kind === 'captured'\n        :",
      },
    ],
    breaks: ['paid-means-paid'],
  },
  {
    name: 'hard-decline-retried',
    mistake: 'A card that was declined for good is tried at the next provider.',
    edits: [
      {
        file: 'service/payments/payment.ts',
        find: "payment.legs.some((leg) => isDeclined(leg) && (leg.decline ?? 'soft') !== 'soft');",
        put: 'payment.legs.length > 1;',
      },
    ],
    breaks: ['hard-decline-never-retried'],
    isFoundInCi: true,
  },
  {
    name: 'refund-told-before-done',
    mistake: 'The customer is told of a refund whose outcome is not known.',
    edits: [
      {
        file: 'service/payments/settle.ts',
        find: "} else if (leg.state === 'returned') {",
        put: "} else if (leg.state === 'returned' || leg.state === 'refund-unknown') {",
      },
    ],
    breaks: ['no-charge-without-claim', 'unknowns-resolved'],
  },
  {
    name: 'refund-twice-after-crash',
    mistake:
      'A service that starts again refunds once more what it was refunding, under a new key.',
    edits: [
      {
        file: 'service/payments/open-payments.ts',
        find: 'for (const payment of left) keep(createSession(store, payment, false));',
        put: `for (const payment of left) {
        const legs = payment.legs.map((leg) =>
          leg.state === 'refund-unknown'
            ? withNextKey({ ...leg, state: 'taken' as const, doubtSince: null }, 'refund')
            : leg,
        );
        keep(createSession(store, { ...payment, legs }, false));
      }`,
      },
      {
        file: 'service/payments/open-payments.ts',
        find: "import { isGivenUp, reviveDoubt } from './leg.ts';",
        put: "import { isGivenUp, reviveDoubt, withNextKey } from './leg.ts';",
      },
    ],
    breaks: ['same-key-again', 'money-adds-up'],
  },
  {
    name: 'paid-told-before-captured',
    mistake: 'A capture whose answer is lost counts as taken.',
    edits: [
      {
        file: 'service/payments/leg.ts',
        find: "    case 'unknown':\n      return marked;\n    case 'not-processed':",
        put: "    case 'unknown':\n      return operation === 'capture' ? 'taken' : marked;\n    case 'not-processed':",
      },
    ],
    breaks: ['paid-means-paid', 'no-stranded-hold', 'unknowns-resolved'],
  },
  {
    name: 'webhook-regresses-state',
    mistake: 'A webhook that comes late makes a payment that was settled one in progress again.',
    edits: [
      {
        file: 'service/payments/open-payments.ts',
        find: 'if (isWatched(payment)) watchedOrders.set(payment.order, payment.id);',
        put: 'watchedOrders.set(payment.order, payment.id);',
      },
      {
        file: 'service/payments/open-payments.ts',
        find: '      if (session === null || !isWatched(session.payment)) return;',
        put: "      if (session === null) return;\n      session.update({ status: 'processing', goal: 'charge' });",
      },
      {
        file: 'service/payments/open-payments.ts',
        find: 'if (isGivenUp(leg) && leg.object !== null)',
        put: "if (leg.object !== null && leg.state !== 'declined')",
      },
    ],
    breaks: [
      'no-double-charge',
      'no-charge-without-claim',
      'paid-means-paid',
      'unknowns-resolved',
      'fenced-failover',
    ],
  },
];
