import { describe, expect, it } from 'vitest';
import type { DeclineKind, OutcomeClass } from '../../../harness/core/outcome.ts';
import type { ProviderState } from '../adapter.ts';
import { findOutcome } from '../outcome-table.ts';
import {
  authorisation,
  capture,
  error,
  order,
  PAYPAL_IDS,
  paypalAt,
  withToken,
} from '../testing/paypal-wire.ts';
import type { Body } from '../testing/paypal-wire.ts';
import { ask, MUTATIONS, OPERATIONS } from '../testing/provider-calls.ts';
import type { CallChanges, CalledOperation } from '../testing/provider-calls.ts';
import { json, startScriptedServer } from '../testing/scripted-server.ts';
import { kindOfProcessorDecline, PAYPAL_RESPONSE_CODES } from './paypal-declines.ts';
import { PAYPAL_OUTCOMES } from './paypal-outcomes.ts';

async function answerTo(
  operation: CalledOperation,
  status: number,
  body: Body,
  changes: CallChanges = {},
) {
  const scripted = () => json(status, body, { 'retry-after': '3' });
  await using server = await startScriptedServer(withToken(scripted));
  return await ask(paypalAt(server.baseUrl), operation, PAYPAL_IDS, changes);
}

const none: ProviderState = { kind: 'none' };
const unknown: ProviderState = { kind: 'unknown' };
const voided: ProviderState = { kind: 'voided' };
const notFound: ProviderState = { kind: 'not-found' };
const UNPROCESSABLE = 'UNPROCESSABLE_ENTITY';

describe("PayPal's errors", () => {
  it.each<[CalledOperation, number, string, string | null, OutcomeClass, ProviderState]>([
    ['create', 400, 'INVALID_REQUEST', 'MISSING_REQUIRED_PARAMETER', 'refused', none],
    ['confirm', 403, 'NOT_AUTHORIZED', 'PERMISSION_DENIED', 'refused', none],
    ['confirm', 403, 'NOT_AUTHORIZED', null, 'refused', none],
    ['confirm', 403, 'SOMETHING_NEW', null, 'unknown', unknown],
    ['retrieve', 404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID', 'approved', notFound],
    ['retrieve', 404, 'RESOURCE_NOT_FOUND', null, 'approved', notFound],
    ['confirm', 404, 'RESOURCE_NOT_FOUND', 'INVALID_RESOURCE_ID', 'refused', notFound],
    ['create', 404, 'RESOURCE_NOT_FOUND', null, 'unknown', unknown],
    ['void', 409, 'RESOURCE_CONFLICT', 'PREVIOUS_REQUEST_IN_PROGRESS', 'unknown', unknown],
    ['confirm', 409, 'RESOURCE_CONFLICT', null, 'unknown', unknown],
    ['confirm', 422, UNPROCESSABLE, 'ORDER_ALREADY_CAPTURED', 'unknown', unknown],
    ['confirm', 422, UNPROCESSABLE, 'ORDER_ALREADY_AUTHORIZED', 'unknown', unknown],
    ['confirm', 422, UNPROCESSABLE, 'ORDER_COMPLETION_IN_PROGRESS', 'unknown', unknown],
    ['confirm', 422, UNPROCESSABLE, 'ORDER_NOT_APPROVED', 'refused', none],
    ['confirm', 422, UNPROCESSABLE, 'SOMETHING_NEW', 'unknown', unknown],
    ['confirm', 422, UNPROCESSABLE, null, 'unknown', unknown],
    ['create', 422, UNPROCESSABLE, 'INSTRUMENT_DECLINED', 'unknown', unknown],
    ['create', 422, UNPROCESSABLE, 'DECIMALS_NOT_SUPPORTED', 'refused', none],
    ['capture', 422, UNPROCESSABLE, 'AUTHORIZATION_ALREADY_CAPTURED', 'unknown', unknown],
    ['capture', 422, UNPROCESSABLE, 'AUTHORIZATION_VOIDED', 'refused', voided],
    ['capture', 422, UNPROCESSABLE, 'AUTHORIZATION_EXPIRED', 'refused', voided],
    ['capture', 422, UNPROCESSABLE, 'AUTHORIZATION_DENIED', 'refused', { kind: 'declined' }],
    ['void', 422, UNPROCESSABLE, 'PREVIOUSLY_VOIDED', 'approved', voided],
    ['void', 422, UNPROCESSABLE, 'PREVIOUSLY_CAPTURED', 'unknown', unknown],
    ['void', 422, UNPROCESSABLE, 'CANNOT_BE_VOIDED', 'refused', none],
    ['refund', 422, UNPROCESSABLE, 'CAPTURE_FULLY_REFUNDED', 'unknown', unknown],
    ['refund', 422, UNPROCESSABLE, 'REFUND_AMOUNT_EXCEEDED', 'unknown', unknown],
    ['refund', 422, UNPROCESSABLE, 'REFUND_NOT_ALLOWED', 'refused', none],
    ['confirm', 429, 'RATE_LIMIT_REACHED', null, 'not-processed', none],
    ['retrieve', 429, 'RATE_LIMIT_REACHED', null, 'not-processed', unknown],
    ['confirm', 500, 'INTERNAL_SERVER_ERROR', null, 'unknown', unknown],
    ['confirm', 502, 'BAD_GATEWAY', null, 'unknown', unknown],
    ['create', 503, 'SERVICE_UNAVAILABLE', null, 'unknown', unknown],
    ['confirm', 503, 'SERVICE_UNAVAILABLE', null, 'unknown', unknown],
    ['confirm', 503, 'SOMETHING_NEW', null, 'unknown', unknown],
    ['confirm', 504, 'GATEWAY_TIMEOUT', null, 'unknown', unknown],
    ['confirm', 418, 'TEAPOT', null, 'unknown', unknown],
  ])('%s: %i %s %s is %s', async (operation, status, name, issue, outcome, state) => {
    const answer = await answerTo(operation, status, error(name, issue));
    const code = issue ?? name;
    expect(answer).toMatchObject({ outcome, code, state, decline: null, retryAfterMs: 3000 });
  });

  it('keep what is no code out of the logs', async () => {
    const answer = await answerTo('confirm', 422, error(UNPROCESSABLE, 'card 4242424242424242'));
    expect(answer).toMatchObject({ outcome: 'unknown', code: 'http-422' });
  });

  it('reach every row of the table, none hidden by another', () => {
    for (const row of PAYPAL_OUTCOMES) {
      const operations = row.operations === 'any' ? OPERATIONS : row.operations;
      for (const operation of operations) {
        expect(findOutcome(PAYPAL_OUTCOMES, operation, row.status, row.code)).toBe(row);
      }
    }
  });

  it('are approved nowhere in the table but where nothing is left to prove', () => {
    const approving = PAYPAL_OUTCOMES.filter(({ outcome }) => outcome === 'approved');
    expect(approving.map(({ operations, code }) => [operations, code])).toEqual([
      [['retrieve'], 'RESOURCE_NOT_FOUND'],
      [['retrieve'], 'INVALID_RESOURCE_ID'],
      [['void'], 'PREVIOUSLY_VOIDED'],
    ]);
  });

  it.each(
    PAYPAL_OUTCOMES.filter(({ outcome, status }) => outcome !== 'by-decline' && status !== 401),
  )('come over the wire as row $status $code', async ({ operations, status, code, outcome }) => {
    const sent = error(code === 'any' ? 'WHATEVER' : code);
    await using server = await startScriptedServer(withToken(() => json(status, sent)));
    const adapter = paypalAt(server.baseUrl);
    for (const operation of operations === 'any' ? MUTATIONS : operations) {
      if (operation === 'token') continue;
      expect((await ask(adapter, operation, PAYPAL_IDS)).outcome).toBe(outcome);
    }
  });
});

describe("PayPal's declines", () => {
  it.each<[string, DeclineKind]>([
    ['INSTRUMENT_DECLINED', 'soft'],
    ['TRANSACTION_REFUSED', 'soft'],
    ['PAYMENT_SOURCE_DECLINED_BY_PROCESSOR', 'soft'],
    ['MAX_NUMBER_OF_PAYMENT_ATTEMPTS_EXCEEDED', 'later'],
    ['CARD_EXPIRED', 'fix-data'],
    ['INVALID_SECURITY_CODE_LENGTH', 'fix-data'],
    ['PAYER_ACCOUNT_LOCKED_OR_CLOSED', 'hard'],
    ['COMPLIANCE_VIOLATION', 'hard'],
  ])('%s is %s', async (issue, decline) => {
    const answer = await answerTo('confirm', 422, error(UNPROCESSABLE, issue));
    expect(answer).toMatchObject({
      outcome: 'declined',
      decline,
      code: issue,
      state: { kind: 'declined' },
    });
  });

  it('ask for the customer when PayPal wants an action', async () => {
    const answer = await answerTo('confirm', 422, error(UNPROCESSABLE, 'PAYER_ACTION_REQUIRED'));
    expect(answer).toMatchObject({
      outcome: 'action-required',
      decline: null,
      state: { kind: 'created' },
    });
  });

  it('of a capture leave the hold to be read', async () => {
    const answer = await answerTo('capture', 422, error(UNPROCESSABLE, 'TRANSACTION_REFUSED'));
    expect(answer).toMatchObject({ outcome: 'declined', decline: 'soft', state: unknown });
  });

  it.each<[Body, DeclineKind, string]>([
    [{ response_code: '0500' }, 'soft', '0500'],
    [{ response_code: '5100', payment_advice_code: '02' }, 'soft', '5100'],
    [{ response_code: '5100', payment_advice_code: '03' }, 'hard', '5100'],
    [{ response_code: '5100', payment_advice_code: '21' }, 'hard', '5100'],
    [{ response_code: '5100', payment_advice_code: '01' }, 'fix-data', '5100'],
    [{ response_code: '5120' }, 'later', '5120'],
    [{ response_code: '5400' }, 'fix-data', '5400'],
    [{ response_code: '5110' }, 'fix-data', '5110'],
    [{ response_code: '9500' }, 'hard', '9500'],
    [{ response_code: '9520', payment_advice_code: '02' }, 'hard', '9520'],
    [{ response_code: 'ZZZZ' }, 'later', 'processor-declined'],
    [{}, 'soft', 'processor-declined'],
  ])('of the processor with %o are %s', async (response, decline, code) => {
    const processorResponse = { processor_response: response };
    const captures = [capture('DECLINED', processorResponse)];
    const authorizations = [authorisation('DENIED', processorResponse)];
    const automatic = await answerTo('confirm', 201, order('COMPLETED', { captures }));
    const manual = await answerTo('confirm', 201, order('COMPLETED', { authorizations }), {
      captureMode: 'manual',
    });
    for (const answer of [automatic, manual]) {
      expect(answer).toMatchObject({
        outcome: 'declined',
        decline,
        code,
        state: { kind: 'declined' },
      });
    }
  });

  it('ask for the customer when the issuer wants an authentication', async () => {
    const captures = [capture('DECLINED', { processor_response: { response_code: '5650' } })];
    const answer = await answerTo('confirm', 201, order('COMPLETED', { captures }));
    expect(answer).toMatchObject({ outcome: 'action-required', decline: null });
  });

  it('are never softened by advice', () => {
    for (const [code, kind] of PAYPAL_RESPONSE_CODES) {
      if (kind !== 'hard') continue;
      for (const advice of ['01', '02', '99', null]) {
        expect(kindOfProcessorDecline(code, advice)).toBe('hard');
      }
    }
  });
});
