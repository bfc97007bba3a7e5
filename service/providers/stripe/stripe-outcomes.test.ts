import { describe, expect, it } from 'vitest';
import type { DeclineKind, OutcomeClass } from '../../../harness/core/outcome.ts';
import type { ProviderState } from '../adapter.ts';
import { findOutcome } from '../outcome-table.ts';
import { ask, MUTATIONS, OPERATIONS } from '../testing/provider-calls.ts';
import type { CallChanges, CalledOperation } from '../testing/provider-calls.ts';
import { json, startScriptedServer } from '../testing/scripted-server.ts';
import { CHARGE, error, intent, STRIPE_IDS, stripeAt } from '../testing/stripe-wire.ts';
import type { Body } from '../testing/stripe-wire.ts';
import { kindOfDecline, STRIPE_DECLINES } from './stripe-declines.ts';
import { STRIPE_OUTCOMES } from './stripe-outcomes.ts';

async function errorTo(
  operation: CalledOperation,
  status: number,
  body: Body,
  changes: CallChanges = {},
) {
  await using server = await startScriptedServer(() => json(status, body, { 'retry-after': '3' }));
  return await ask(stripeAt(server.baseUrl), operation, STRIPE_IDS, changes);
}

const none: ProviderState = { kind: 'none' };
const unknown: ProviderState = { kind: 'unknown' };

describe("Stripe's errors", () => {
  it.each<[CalledOperation, number, string, OutcomeClass, ProviderState]>([
    ['create', 400, 'parameter_missing', 'refused', none],
    ['confirm', 400, 'parameter_invalid_integer', 'refused', none],
    ['create', 400, 'amount_too_small', 'refused', none],
    ['confirm', 400, 'something_new', 'unknown', unknown],
    ['confirm', 400, 'rate_limit', 'not-processed', none],
    ['capture', 400, 'charge_already_captured', 'unknown', unknown],
    ['capture', 400, 'charge_expired_for_capture', 'refused', { kind: 'voided' }],
    ['refund', 400, 'charge_already_refunded', 'unknown', unknown],
    ['refund', 400, 'charge_disputed', 'refused', none],
    ['confirm', 401, 'api_key_expired', 'refused', none],
    ['confirm', 403, 'secret_key_required', 'refused', none],
    ['retrieve', 404, 'resource_missing', 'approved', { kind: 'not-found' }],
    ['confirm', 404, 'resource_missing', 'refused', { kind: 'not-found' }],
    ['void', 404, 'resource_missing', 'refused', { kind: 'not-found' }],
    ['create', 404, 'resource_missing', 'unknown', unknown],
    ['create', 400, 'resource_missing', 'refused', none],
    ['refund', 400, 'resource_missing', 'refused', { kind: 'not-found' }],
    ['confirm', 409, 'idempotency_key_in_use', 'unknown', unknown],
    ['confirm', 409, 'something_new', 'unknown', unknown],
    ['confirm', 424, 'external', 'unknown', unknown],
    ['confirm', 429, 'rate_limit', 'not-processed', none],
    ['confirm', 429, 'lock_timeout', 'not-processed', none],
    ['retrieve', 429, 'rate_limit', 'not-processed', unknown],
    ['confirm', 500, 'api_error', 'unknown', unknown],
    ['confirm', 502, 'api_error', 'unknown', unknown],
    ['confirm', 503, 'api_error', 'unknown', unknown],
    ['confirm', 504, 'api_error', 'unknown', unknown],
    ['confirm', 418, 'teapot', 'unknown', unknown],
    ['capture', 402, 'card_declined', 'unknown', unknown],
  ])('%s: %i %s is %s', async (operation, status, code, outcome, state) => {
    const answer = await errorTo(operation, status, error({ code }));
    expect(answer).toMatchObject({ outcome, code, state, decline: null, retryAfterMs: 3000 });
  });

  it('without a code are known by their type', async () => {
    const mismatch = await errorTo('confirm', 400, error({ type: 'idempotency_error' }));
    const invalid = await errorTo('create', 400, error({ type: 'invalid_request_error' }));
    const overRefund = await errorTo('refund', 400, error({ type: 'invalid_request_error' }));
    expect(mismatch).toMatchObject({ outcome: 'unknown', code: 'idempotency_error' });
    expect(invalid).toMatchObject({ outcome: 'refused', code: 'invalid_request_error' });
    expect(overRefund).toMatchObject({ outcome: 'unknown' });
  });

  it('keep what is no code out of the logs', async () => {
    const answer = await errorTo('confirm', 400, error({ code: 'card 4242424242424242 refused' }));
    expect(answer.code).toBe('http-400');
  });

  it('reach every row of the table, none hidden by another', () => {
    for (const row of STRIPE_OUTCOMES) {
      const operations = row.operations === 'any' ? OPERATIONS : row.operations;
      for (const operation of operations) {
        expect(findOutcome(STRIPE_OUTCOMES, operation, row.status, row.code)).toBe(row);
      }
    }
  });

  it('are approved nowhere in the table but for a retrieve that finds nothing', () => {
    const approving = STRIPE_OUTCOMES.filter(({ outcome }) => outcome === 'approved');
    expect(approving.map(({ operations, code }) => [operations, code])).toEqual([
      [['retrieve'], 'resource_missing'],
    ]);
  });

  it.each(STRIPE_OUTCOMES.filter(({ outcome }) => !outcome.startsWith('by-')))(
    'come over the wire as row $status $code',
    async ({ operations, status, code, outcome }) => {
      const sent = code === 'any' ? error({ code: 'whatever' }) : error({ code, type: code });
      await using server = await startScriptedServer(() => json(status, sent));
      const adapter = stripeAt(server.baseUrl);
      for (const operation of operations === 'any' ? MUTATIONS : operations) {
        if (operation === 'token') continue;
        expect((await ask(adapter, operation, STRIPE_IDS)).outcome).toBe(outcome);
      }
    },
  );
});

describe('an intent in another state than the request needs', () => {
  const unexpected = (status: string, changes: Body = {}): Body =>
    error({
      code: 'payment_intent_unexpected_state',
      payment_intent: intent(status, changes),
    });

  it.each<[CalledOperation, string, OutcomeClass, string]>([
    ['confirm', 'succeeded', 'approved', 'captured'],
    ['confirm', 'canceled', 'refused', 'voided'],
    ['confirm', 'requires_capture', 'unknown', 'authorised'],
    ['confirm', 'processing', 'unknown', 'unknown'],
    ['confirm', 'requires_payment_method', 'unknown', 'created'],
    ['capture', 'succeeded', 'approved', 'captured'],
    ['capture', 'canceled', 'refused', 'voided'],
    ['capture', 'requires_payment_method', 'refused', 'created'],
    ['capture', 'processing', 'unknown', 'unknown'],
    ['void', 'canceled', 'approved', 'voided'],
    ['void', 'succeeded', 'refused', 'captured'],
    ['void', 'processing', 'unknown', 'unknown'],
  ])('%s of %s is %s, and the money is %s', async (operation, status, outcome, kind) => {
    const answer = await errorTo(operation, 400, unexpected(status));
    expect(answer).toMatchObject({ outcome, state: { kind } });
    const isCharged = status === 'succeeded' || status === 'requires_capture';
    expect(answer.authorisation).toBe(isCharged ? CHARGE : null);
  });

  it('is a success on replay for a manual confirm that holds already', async () => {
    const answer = await errorTo('confirm', 400, unexpected('requires_capture'), {
      captureMode: 'manual',
    });
    expect(answer).toMatchObject({ outcome: 'approved', state: { kind: 'authorised' } });
  });

  it.each<[string, Body]>([
    ['is not told', error({ code: 'payment_intent_unexpected_state' })],
    ['is that of another payment', unexpected('succeeded', { id: 'pi_2' })],
    ['is that of another order', unexpected('succeeded', { metadata: { order_id: 'other' } })],
    ['took another amount', unexpected('succeeded', { amount_received: 1 })],
  ])('stays unknown when it %s', async (_what, body) => {
    const answer = await errorTo('confirm', 400, body);
    expect(answer.outcome).toBe('unknown');
  });
});

describe("Stripe's declines", () => {
  const declined = (changes: Body): Body =>
    error({ type: 'card_error', code: 'card_declined', ...changes });

  it.each<[Body, DeclineKind, string]>([
    [{ decline_code: 'generic_decline' }, 'soft', 'generic_decline'],
    [
      { decline_code: 'generic_decline', advice_code: 'try_again_later' },
      'soft',
      'generic_decline',
    ],
    [
      { decline_code: 'generic_decline', advice_code: 'do_not_try_again' },
      'hard',
      'generic_decline',
    ],
    [
      { decline_code: 'generic_decline', advice_code: 'confirm_card_data' },
      'fix-data',
      'generic_decline',
    ],
    [{ decline_code: 'do_not_honor' }, 'soft', 'do_not_honor'],
    [{ decline_code: 'insufficient_funds' }, 'later', 'insufficient_funds'],
    [{ decline_code: 'card_velocity_exceeded' }, 'later', 'card_velocity_exceeded'],
    [{ decline_code: 'lost_card' }, 'hard', 'lost_card'],
    [{ decline_code: 'lost_card', advice_code: 'try_again_later' }, 'hard', 'lost_card'],
    [{ decline_code: 'stolen_card' }, 'hard', 'stolen_card'],
    [{ decline_code: 'fraudulent' }, 'hard', 'fraudulent'],
    [{ decline_code: 'something_new' }, 'later', 'something_new'],
    [{ decline_code: 'something_new', advice_code: 'do_not_try_again' }, 'hard', 'something_new'],
    [{}, 'soft', 'card_declined'],
    [{ code: 'expired_card' }, 'fix-data', 'expired_card'],
    [{ code: 'incorrect_cvc' }, 'fix-data', 'incorrect_cvc'],
    [{ code: 'incorrect_number' }, 'fix-data', 'incorrect_number'],
    [{ code: 'processing_error' }, 'soft', 'processing_error'],
  ])('%o are %s', async (changes, decline, code) => {
    const answer = await errorTo('confirm', 402, declined(changes));
    expect(answer).toMatchObject({
      outcome: 'declined',
      decline,
      code,
      state: { kind: 'declined' },
    });
  });

  it('ask for the customer when the issuer wants an authentication', async () => {
    const byCode = await errorTo('confirm', 402, declined({ code: 'authentication_required' }));
    const byDeclineCode = await errorTo(
      'confirm',
      402,
      declined({ decline_code: 'authentication_required' }),
    );
    for (const answer of [byCode, byDeclineCode]) {
      expect(answer).toMatchObject({
        outcome: 'action-required',
        decline: null,
        state: { kind: 'created' },
      });
    }
  });

  it('are no decline when the code is not listed', async () => {
    const answer = await errorTo('confirm', 402, declined({ code: 'something_new' }));
    expect(answer).toMatchObject({ outcome: 'unknown', code: 'something_new' });
  });

  it('are not believed when the intent with them holds money', async () => {
    const answer = await errorTo('confirm', 402, declined({ payment_intent: intent('succeeded') }));
    expect(answer.outcome).toBe('unknown');
  });

  it.each<[string, Body]>([
    ['another payment', { id: 'pi_2' }],
    ['another order', { metadata: { order_id: 'other' } }],
  ])('are not believed when they speak of %s', async (_what, changes) => {
    const payment_intent = intent('requires_payment_method', changes);
    const answer = await errorTo('confirm', 402, declined({ payment_intent }));
    expect(answer).toMatchObject({ outcome: 'unknown', state: unknown, decline: null });
  });

  it('are believed when they speak of this one', async () => {
    const payment_intent = intent('requires_payment_method');
    const answer = await errorTo('confirm', 402, declined({ payment_intent }));
    expect(answer.outcome).toBe('declined');
  });

  it('have a kind for every code of a card error in the outcome table', () => {
    const codes = STRIPE_OUTCOMES.filter(({ outcome }) => outcome === 'by-decline');
    for (const { code } of codes) {
      expect(code === 'card_declined' || STRIPE_DECLINES.has(code)).toBe(true);
    }
  });

  it('are never softened by advice', () => {
    for (const [code, kind] of STRIPE_DECLINES) {
      if (kind !== 'hard') continue;
      for (const advice of ['try_again_later', 'confirm_card_data', 'something_new', null]) {
        expect(kindOfDecline(code, advice)).toBe('hard');
      }
    }
  });
});
