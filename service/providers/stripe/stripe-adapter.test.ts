import { describe, expect, it } from 'vitest';
import type { ProviderState } from '../adapter.ts';
import { ask, CARD_NUMBER, KEY, OPERATIONS } from '../testing/provider-calls.ts';
import type { CallChanges, CalledOperation } from '../testing/provider-calls.ts';
import { json, startScriptedServer } from '../testing/scripted-server.ts';
import {
  APPROVED,
  charge,
  CHARGE,
  error,
  intent,
  INTENT,
  refund,
  STRIPE_IDS,
  STRIPE_KEY,
  stripeAt,
} from '../testing/stripe-wire.ts';
import type { Body } from '../testing/stripe-wire.ts';

/** One operation against one answer. */
async function answerTo(
  operation: CalledOperation,
  status: number,
  body: Body,
  changes: CallChanges = {},
) {
  await using server = await startScriptedServer(() => json(status, body));
  const answer = await ask(stripeAt(server.baseUrl), operation, STRIPE_IDS, changes);
  return { answer, seen: server.seen };
}

const captured: ProviderState = { kind: 'captured', capturedMinor: 1234, refundedMinor: 0 };
const authorised: ProviderState = { kind: 'authorised', authorisedMinor: 1234 };

describe('what is sent to Stripe', () => {
  it.each<[CalledOperation, string, Readonly<Record<string, string>>]>([
    [
      'create',
      'POST /v1/payment_intents',
      {
        amount: '1234',
        currency: 'usd',
        capture_method: 'automatic',
        'payment_method_types[0]': 'card',
        'metadata[order_id]': 'order-1',
        receipt_email: 'ada@example.com',
      },
    ],
    [
      'confirm',
      'POST /v1/payment_intents/pi_1/confirm',
      {
        'payment_method_data[type]': 'card',
        'payment_method_data[card][number]': CARD_NUMBER,
        'payment_method_data[card][exp_month]': '3',
        'payment_method_data[card][exp_year]': '2031',
        'payment_method_data[card][cvc]': '123',
        'payment_method_data[billing_details][name]': 'Ada Example',
        'payment_method_data[billing_details][email]': 'ada@example.com',
      },
    ],
    ['capture', 'POST /v1/payment_intents/pi_1/capture', { amount_to_capture: '1234' }],
    ['void', 'POST /v1/payment_intents/pi_1/cancel', {}],
    [
      'refund',
      'POST /v1/refunds',
      {
        payment_intent: 'pi_1',
        amount: '1234',
        'metadata[order_id]': 'order-1',
        'expand[0]': 'charge',
      },
    ],
    ['retrieve', 'GET /v1/payment_intents/pi_1?expand[0]=latest_charge', {}],
  ])('%s is %s', async (operation, line, form) => {
    const { seen } = await answerTo(operation, 200, APPROVED[operation]);
    const [request] = seen;
    expect(seen).toHaveLength(1);
    expect(`${request?.method} ${request?.path}`).toBe(line);
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual(form);
    expect(request?.headers['authorization']).toBe(`Bearer ${STRIPE_KEY}`);
    expect(request?.headers['stripe-version']).toBe('2026-10-28.endive');
    expect(request?.headers['idempotency-key']).toBe(operation === 'retrieve' ? undefined : KEY);
  });

  it('is nothing at all for a card that is no test card', async () => {
    const { answer, seen } = await answerTo('confirm', 200, APPROVED.confirm, {
      cardNumber: '4111111111111112',
    });
    expect(answer).toMatchObject({ outcome: 'refused', code: 'not-a-test-card' });
    expect(seen).toHaveLength(0);
  });

  it.each(['create', 'capture', 'refund'] as const)(
    'is nothing at all for a %s in a currency that Stripe lacks',
    async (operation) => {
      const { answer, seen } = await answerTo(operation, 200, APPROVED[operation], {
        currency: 'XTS',
      });
      expect(answer).toMatchObject({ outcome: 'refused', code: 'currency-unsupported' });
      expect(seen).toHaveLength(0);
    },
  );

  it('never leaves its path, whatever the id is', async () => {
    await using server = await startScriptedServer(() => json(200, {}));
    await ask(stripeAt(server.baseUrl), 'retrieve', { ...STRIPE_IDS, object: '../refunds?x=' });
    expect(server.seen[0]?.path).toMatch(/^\/v1\/payment_intents\/\.\.%2Frefunds%3Fx%3D\?/);
  });
});

describe('a PaymentIntent that Stripe answers', () => {
  it.each<[CalledOperation, ProviderState]>([
    ['create', { kind: 'created' }],
    ['confirm', captured],
    ['capture', captured],
    ['void', { kind: 'voided' }],
    ['refund', { kind: 'refunded', capturedMinor: 1234, refundedMinor: 1234 }],
    ['retrieve', captured],
  ])('approves a %s that did what was asked', async (operation, state) => {
    const { answer } = await answerTo(operation, 200, APPROVED[operation]);
    expect(answer).toMatchObject({ outcome: 'approved', object: INTENT, decline: null, state });
  });

  it('names the charge as the authorisation', async () => {
    const plain = await answerTo('confirm', 200, intent('succeeded'));
    const expanded = await answerTo('retrieve', 200, APPROVED.retrieve);
    expect(plain.answer.authorisation).toBe(CHARGE);
    expect(expanded.answer.authorisation).toBe(CHARGE);
  });

  it('approves a manual confirm that holds, and does not take a hold for a payment', async () => {
    const body = intent('requires_capture');
    const manual = await answerTo('confirm', 200, body, { captureMode: 'manual' });
    const automatic = await answerTo('confirm', 200, body);
    expect(manual.answer).toMatchObject({ outcome: 'approved', state: authorised });
    expect(automatic.answer).toMatchObject({ outcome: 'unknown', state: authorised });
  });

  it('does not take a payment for the hold that was asked for', async () => {
    const { answer } = await answerTo('confirm', 200, intent('succeeded'), {
      captureMode: 'manual',
    });
    expect(answer).toMatchObject({ outcome: 'unknown', state: captured });
  });

  it('asks for the customer when it wants an authentication', async () => {
    const { answer } = await answerTo('confirm', 200, intent('requires_action'));
    expect(answer).toMatchObject({ outcome: 'action-required', state: { kind: 'created' } });
  });

  it('is a decline when it came back from its confirm with an error', async () => {
    const lastError = { code: 'card_declined', decline_code: 'lost_card' };
    const body = intent('requires_payment_method', { last_payment_error: lastError });
    const { answer } = await answerTo('confirm', 200, body);
    expect(answer).toMatchObject({ outcome: 'declined', decline: 'hard', code: 'lost_card' });
  });

  it.each<[string, CalledOperation, Body]>([
    ['a confirm that is still processing', 'confirm', intent('processing')],
    ['a confirm that went back without saying why', 'confirm', intent('requires_payment_method')],
    ['a capture of less', 'capture', intent('succeeded', { amount_received: 1000 })],
    ['a capture that is still a hold', 'capture', intent('requires_capture')],
    ['a cancel that left it open', 'void', intent('requires_payment_method')],
    ['a status that nobody knows', 'confirm', intent('teleported')],
    ['a create with a status that nobody knows', 'create', intent('teleported')],
    ['a retrieve with a status that nobody knows', 'retrieve', intent('teleported')],
    ['another intent', 'confirm', intent('succeeded', { id: 'pi_2' })],
    [
      'the intent of another order',
      'confirm',
      intent('succeeded', { metadata: { order_id: 'o' } }),
    ],
    ['another amount', 'create', intent('requires_payment_method', { amount: 1 })],
    ['another currency', 'create', intent('requires_payment_method', { currency: 'eur' })],
    ['an empty object', 'confirm', {}],
    ['an object of another kind', 'confirm', { ...intent('succeeded'), object: 'setup_intent' }],
    ['an amount that is a string', 'confirm', intent('succeeded', { amount: '1234' })],
    ['a success without its amount', 'confirm', intent('succeeded', { amount_received: null })],
    ['an error with status 200', 'confirm', error({ code: 'card_declined' })],
    ['a refund of another amount', 'refund', refund('succeeded', { amount: 1 })],
    ['a refund of another intent', 'refund', refund('succeeded', { payment_intent: 'pi_2' })],
    ['a refund that is pending', 'refund', refund('pending')],
    ['a refund with a status that nobody knows', 'refund', refund('teleported')],
  ])('proves nothing as %s', async (_what, operation, body) => {
    const { answer } = await answerTo(operation, 200, body);
    expect(answer).toMatchObject({ outcome: 'unknown', decline: null });
  });

  it('refuses a refund that failed', async () => {
    const { answer } = await answerTo('refund', 200, refund('failed'));
    expect(answer).toMatchObject({ outcome: 'refused', code: 'refund-failed' });
  });

  it('approves a refund whose charge it cannot see, without a guess at the rest', async () => {
    const { answer } = await answerTo('refund', 200, refund('succeeded', { charge: CHARGE }));
    expect(answer).toMatchObject({ outcome: 'approved', state: { kind: 'unknown' } });
  });
});

describe('a retrieved PaymentIntent', () => {
  it.each<[string, Body, ProviderState]>([
    ['open', intent('requires_payment_method'), { kind: 'created' }],
    ['open', intent('requires_confirmation'), { kind: 'created' }],
    ['open', intent('requires_action'), { kind: 'created' }],
    ['in doubt', intent('processing'), { kind: 'unknown' }],
    ['held', intent('requires_capture'), authorised],
    ['in doubt', intent('requires_capture', { amount_capturable: null }), { kind: 'unknown' }],
    ['shut', intent('canceled'), { kind: 'voided' }],
    ['taken', intent('succeeded', { latest_charge: charge() }), captured],
    [
      'partly given back',
      intent('succeeded', { latest_charge: charge({ amount_refunded: 1000 }) }),
      { kind: 'captured', capturedMinor: 1234, refundedMinor: 1000 },
    ],
    [
      'given back',
      intent('succeeded', { latest_charge: charge({ amount_refunded: 1234 }) }),
      { kind: 'refunded', capturedMinor: 1234, refundedMinor: 1234 },
    ],
    ['in doubt without its charge', intent('succeeded'), { kind: 'unknown' }],
  ])('is %s', async (_what, body, state) => {
    const { answer } = await answerTo('retrieve', 200, body);
    expect(answer).toMatchObject({ outcome: 'approved', object: INTENT, state });
  });

  it('tells why its last confirm was declined', async () => {
    const lastError = { code: 'expired_card', advice_code: 'confirm_card_data' };
    const body = intent('requires_payment_method', { last_payment_error: lastError });
    const { answer } = await answerTo('retrieve', 200, body);
    expect(answer).toMatchObject({
      outcome: 'approved',
      code: 'expired_card',
      decline: 'fix-data',
      state: { kind: 'declined' },
    });
  });
});

describe('what is no answer of Stripe', () => {
  const pages = [
    ['an HTML page', 502, '<html>Bad Gateway</html>', 'http-502'],
    ['an empty body', 200, '', 'malformed'],
    ['half an object', 200, '{"id":"pi_1","object":"payment_int', 'malformed'],
    ['a list', 200, '[]', 'malformed'],
    ['a page that calls itself a success', 200, '<html>Welcome</html>', 'malformed'],
    ['an object without an error', 503, '{}', 'http-503'],
    ['an error that is a sentence', 400, '{"error":"no"}', 'http-400'],
    ['an object in a 200', 200, '{}', 'unexpected-object'],
    ['a rate limit that Stripe did not write', 429, 'slow down', 'http-429'],
    ['a redirect', 302, '{}', 'redirect'],
    ['a success with another status', 201, JSON.stringify(intent('succeeded')), 'http-201'],
  ] as const;

  it.each(
    OPERATIONS.flatMap((operation) => pages.map(([what, ...rest]) => [operation, what, ...rest])),
  )('leaves a %s unknown after %s', async (operation, _what, status, body, code) => {
    await using server = await startScriptedServer(() => ({
      kind: 'answer',
      status: Number(status),
      body: String(body),
    }));
    const called = OPERATIONS.find((name) => name === operation) ?? 'create';
    const answer = await ask(stripeAt(server.baseUrl), called, STRIPE_IDS);
    expect(answer).toMatchObject({ outcome: 'unknown', code, state: { kind: 'unknown' } });
    expect(server.seen).toHaveLength(1);
  });

  it('leaves the payment unknown when the answer is lost, and unasked when nothing was sent', async () => {
    await using server = await startScriptedServer(() => ({ kind: 'reset' }));
    const adapter = stripeAt(server.baseUrl);
    const lost = await ask(adapter, 'confirm', STRIPE_IDS);
    expect(lost).toMatchObject({ outcome: 'unknown', code: 'ECONNRESET', object: INTENT });
    const unsent = await ask(adapter, 'confirm', STRIPE_IDS, { signal: AbortSignal.abort() });
    expect(unsent).toMatchObject({
      outcome: 'not-processed',
      code: 'aborted',
      state: { kind: 'none' },
    });
    expect(server.seen).toHaveLength(1);
  });

  it('ends at once when the signal does', async () => {
    const deadline = new AbortController();
    await using server = await startScriptedServer(() => {
      setImmediate(() => deadline.abort());
      return { kind: 'hang' };
    });
    const answer = await ask(stripeAt(server.baseUrl), 'confirm', STRIPE_IDS, {
      signal: deadline.signal,
    });
    expect(answer).toMatchObject({ outcome: 'unknown', code: 'timeout', object: INTENT });
  });
});
