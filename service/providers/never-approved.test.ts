import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { CaptureMode } from './adapter.ts';
import * as paypal from './testing/paypal-wire.ts';
import { ask, OPERATIONS } from './testing/provider-calls.ts';
import type { CalledOperation } from './testing/provider-calls.ts';
import { sendOf, spoiledAnswer } from './testing/spoiled-answers.ts';
import type { SpoiledAnswer } from './testing/spoiled-answers.ts';
import * as stripe from './testing/stripe-wire.ts';

// The oracle below reads bodies on its own, with none of the adapters' code.

type Loose = { readonly [key: string]: Loose } | undefined;
const parse = (text: string): Loose => {
  try {
    return JSON.parse(text) as Loose;
  } catch {
    return undefined;
  }
};
const at = (value: Loose, ...keys: readonly (string | number)[]): unknown =>
  keys.reduce<Loose>((inner, key) => inner?.[key] ?? undefined, value ?? undefined);

const operations = fc.constantFrom(...OPERATIONS);
const modes = fc.constantFrom<CaptureMode>('automatic', 'manual');
const BASE_URL = 'http://127.0.0.1:1';
const RUNS = { numRuns: 2000 };

describe('whatever Stripe answers', () => {
  const statuses = [
    'requires_payment_method',
    'requires_capture',
    'succeeded',
    'canceled',
    'processing',
  ];
  const intents = statuses.map((status) =>
    stripe.intent(status, { latest_charge: stripe.charge() }),
  );
  const good = [
    ...Object.values(stripe.APPROVED),
    ...intents,
    ...intents.map((intent) =>
      stripe.error({ code: 'payment_intent_unexpected_state', payment_intent: intent }),
    ),
    stripe.error({ code: 'resource_missing' }),
    stripe.error({ code: 'card_declined', payment_intent: intents[0] }),
  ];
  const values = [undefined, null, 0, 1, 1234, '', 'pi_2', ...statuses, 'refund', {}, [], true];

  const isIntent = (body: Loose, wanted: Readonly<Record<string, unknown>>): boolean =>
    Object.entries({
      object: 'payment_intent',
      id: stripe.INTENT,
      amount: 1234,
      currency: 'usd',
      ...wanted,
    }).every(([key, value]) => value === undefined || at(body, key) === value) &&
    at(body, 'metadata', 'order_id') === 'order-1';

  function mayApprove(
    operation: CalledOperation,
    mode: CaptureMode,
    answer: SpoiledAnswer,
  ): boolean {
    const body = parse(answer.text);
    const code = at(body, 'error', 'code');
    const attached = at(body, 'error', 'payment_intent') as Loose;
    const isAttached = answer.status === 400 && code === 'payment_intent_unexpected_state';
    const intent = answer.status === 200 ? body : isAttached ? attached : undefined;
    const taken = { status: 'succeeded', amount_received: 1234 };
    switch (operation) {
      case 'create':
        return (
          answer.status === 200 &&
          isIntent(body, { id: undefined }) &&
          statuses.includes(String(at(body, 'status')))
        );
      case 'confirm':
        return mode === 'automatic'
          ? isIntent(intent, taken)
          : isIntent(intent, { status: 'requires_capture', amount_capturable: 1234 });
      case 'capture':
        return isIntent(intent, taken);
      case 'void':
        return isIntent(intent, { status: 'canceled', amount: undefined, currency: undefined });
      case 'refund':
        return (
          answer.status === 200 &&
          at(body, 'object') === 'refund' &&
          at(body, 'status') === 'succeeded' &&
          at(body, 'payment_intent') === stripe.INTENT &&
          at(body, 'amount') === 1234
        );
      case 'retrieve':
        return (
          (answer.status === 404 && code === 'resource_missing') ||
          (answer.status === 200 && isIntent(body, { amount: undefined, currency: undefined }))
        );
      default:
        return false;
    }
  }

  it('is approved only with our object in a state that means it', async () => {
    let approved = 0;
    await fc.assert(
      fc.asyncProperty(
        operations,
        modes,
        spoiledAnswer(good, values),
        async (operation, captureMode, answer) => {
          const adapter = stripe.stripeAt(BASE_URL, { send: sendOf(answer) });
          const { outcome } = await ask(adapter, operation, stripe.STRIPE_IDS, { captureMode });
          if (outcome !== 'approved') return;
          approved += 1;
          expect(mayApprove(operation, captureMode, answer)).toBe(true);
        },
      ),
      RUNS,
    );
    expect(approved).toBeGreaterThan(0);
  });
});

describe('whatever PayPal answers', () => {
  const { authorisation, capture, order, refund } = paypal;
  const good = [
    ...Object.values(paypal.APPROVED),
    ...['CREATED', 'VOIDED', 'DENIED', 'CAPTURED', 'PENDING'].map((status) =>
      order('COMPLETED', { authorizations: [authorisation(status)] }),
    ),
    ...['COMPLETED', 'DECLINED', 'PENDING', 'REFUNDED'].map((status) =>
      order('COMPLETED', { captures: [capture(status)], refunds: [refund('COMPLETED')] }),
    ),
    paypal.error('RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID'),
    paypal.error('UNPROCESSABLE_ENTITY', 'PREVIOUSLY_VOIDED'),
    paypal.error('UNPROCESSABLE_ENTITY', 'INSTRUMENT_DECLINED'),
  ];
  const values = [
    undefined,
    null,
    0,
    1234,
    '',
    '12.34',
    '0.01',
    'CREATED',
    'COMPLETED',
    'VOIDED',
    'OTHER',
    {},
    [],
    true,
  ];

  const isMoney = (holder: unknown): boolean =>
    at(holder as Loose, 'amount', 'value') === '12.34' &&
    at(holder as Loose, 'amount', 'currency_code') === 'USD';
  const isPayment = (payment: unknown, ...statuses: readonly string[]): boolean =>
    isMoney(payment) && statuses.includes(String(at(payment as Loose, 'status')));

  function mayApprove(
    operation: CalledOperation,
    mode: CaptureMode,
    answer: SpoiledAnswer,
  ): boolean {
    const body = parse(answer.text);
    const isSuccess = answer.status === 200 || answer.status === 201;
    const isOrder = isSuccess && (operation === 'create' || at(body, 'id') === paypal.PAYPAL_ORDER);
    const payments = (kind: string): unknown => at(body, 'purchase_units', 0, 'payments', kind, 0);
    const issue = at(body, 'details', 0, 'issue') ?? at(body, 'name');
    switch (operation) {
      case 'create':
        return (
          isOrder && typeof at(body, 'id') === 'string' && typeof at(body, 'status') === 'string'
        );
      case 'confirm':
        return (
          isOrder &&
          (mode === 'automatic'
            ? isPayment(payments('captures'), 'COMPLETED')
            : isPayment(payments('authorizations'), 'CREATED'))
        );
      case 'capture':
        return isSuccess && isPayment(body, 'COMPLETED', 'REFUNDED');
      case 'void':
        return (
          answer.status === 204 ||
          (answer.status === 422 && issue === 'PREVIOUSLY_VOIDED') ||
          (isSuccess && at(body, 'id') === paypal.AUTHORISATION && at(body, 'status') === 'VOIDED')
        );
      case 'refund':
        return isSuccess && isPayment(body, 'COMPLETED');
      case 'retrieve': {
        const name = at(body, 'name') ?? at(body, 'error');
        const isMissing = [issue, name].some(
          (code) => code === 'RESOURCE_NOT_FOUND' || code === 'INVALID_RESOURCE_ID',
        );
        return isOrder || (answer.status === 404 && isMissing);
      }
      default:
        return false;
    }
  }

  it('is approved only with our object in a state that means it', async () => {
    let approved = 0;
    await fc.assert(
      fc.asyncProperty(
        operations,
        modes,
        spoiledAnswer(good, values),
        async (operation, captureMode, answer) => {
          const adapter = paypal.paypalAt(BASE_URL, { send: sendOf(answer) });
          const { outcome } = await ask(adapter, operation, paypal.PAYPAL_IDS, { captureMode });
          if (outcome !== 'approved') return;
          approved += 1;
          expect(mayApprove(operation, captureMode, answer)).toBe(true);
        },
      ),
      RUNS,
    );
    expect(approved).toBeGreaterThan(0);
  });
});
