import { formatMoney } from '../../harness/core/money.ts';
import { assertNever } from '../../harness/core/assert-never.ts';
import type { DeclineKind } from '../../harness/core/outcome.ts';
import type { Payment } from '../payments/payment.ts';

/** What the customer reads: what happened, and what to do next. */
export interface CustomerMessage {
  readonly message: string;
  readonly nextStep: string;
}

export function messageOf(payment: Payment, promisedWithinMs: number | null): CustomerMessage {
  const amount = formatMoney(payment.amountMinor, payment.currency);
  switch (payment.status) {
    case 'paid':
      return { message: `You paid ${amount}.`, nextStep: 'Nothing more to do.' };
    case 'authorised':
      return {
        message: `${amount} is reserved on your card.`,
        nextStep: 'Nothing more to do: it is taken when your order ships.',
      };
    case 'refunded':
      return {
        message: `${amount} was given back to you.`,
        nextStep: 'Allow your bank a few days to show it.',
      };
    case 'processing':
    case 'pending':
      return pendingMessage(payment, amount, promisedWithinMs ?? 0);
    case 'not-charged':
      return notChargedMessage(payment);
    default:
      return assertNever(payment.status);
  }
}

function pendingMessage(
  payment: Payment,
  amount: string,
  promisedWithinMs: number,
): CustomerMessage {
  const seconds = Math.max(1, Math.ceil(promisedWithinMs / 1000));
  if (payment.goal === 'refund') {
    return {
      message: `Your refund of ${amount} is on its way.`,
      nextStep: `Look again in ${seconds} s; you need not ask a second time.`,
    };
  }
  const message = payment.isQueued
    ? `Your order is accepted. We will take ${amount} as soon as payments work again.`
    : `Your payment of ${amount} is being processed.`;
  return {
    message,
    nextStep: `Please do not pay again. We will know within ${seconds} s; look here then.`,
  };
}

function notChargedMessage(payment: Payment): CustomerMessage {
  const kind = payment.legs.findLast((leg) => leg.decline !== null)?.decline ?? null;
  switch (payment.reason) {
    case 'declined':
      return {
        message: 'Nothing was charged: your bank said no.',
        nextStep: DECLINED[kind ?? 'soft'],
      };
    case 'cancelled':
      return {
        message: 'The payment was cancelled and nothing was charged.',
        nextStep: 'Order again if you still want it.',
      };
    case 'invalid':
      return {
        message: 'Nothing was charged: this payment can not be made this way.',
        nextStep: 'Choose another currency or way to pay, or ask the shop.',
      };
    case 'unavailable':
    case null:
      return {
        message: 'Nothing was charged: card payments do not work just now.',
        nextStep:
          payment.alternatives.length === 0
            ? 'Please try again in a few minutes.'
            : `Pay by ${payment.alternatives.join(' or ')}, or try again in a few minutes.`,
      };
    default:
      return assertNever(payment.reason);
  }
}

const DECLINED: Readonly<Record<DeclineKind, string>> = {
  hard: 'This card can not be used. Pay with another card and ask your bank about this one.',
  soft: 'Pay with another card, or ask your bank.',
  later: 'Check your balance or limit and order again later, or pay with another card.',
  'fix-data': 'Check number, expiry date and security code of your card and order again.',
};
