import { findTestCard } from '../../../harness/core/test-cards.ts';
import type { ProviderAdapter, ProviderAnswer, ReadContext } from '../adapter.ts';
import { idAt } from '../json-fields.ts';
import type { JsonObject } from '../json-fields.ts';
import { answerOf, NO_IDS, notAsked, UNEXPECTED } from '../provider-answers.ts';
import type { Judgement, KnownIds } from '../provider-answers.ts';
import { paypalAmount, supports } from './paypal-amounts.ts';
import { createCertificates } from './paypal-certificates.ts';
import { createPaypalClient } from './paypal-client.ts';
import type { PaypalCall } from './paypal-client.ts';
import {
  isExpected,
  judgeConfirmed,
  judgeCreated,
  judgeErrorAnswer,
  judgeRetrieved,
} from './paypal-judgement.ts';
import type { ExpectedOrder } from './paypal-judgement.ts';
import { orderIds, readOrder } from './paypal-order.ts';
import type { PaypalOrder } from './paypal-order.ts';
import { judgeCapture, judgeRefund, judgeVoided, VOIDED } from './paypal-payment-answers.ts';
import {
  captureCall,
  confirmCall,
  createCall,
  refundCall,
  retrieveCall,
  voidCall,
} from './paypal-requests.ts';
import type { PaypalCredentials } from './paypal-tokens.ts';
import { verifyPaypalWebhook } from './paypal-webhook.ts';

export interface PaypalSettings extends PaypalCredentials {
  readonly webhookId: string;
}

/** Speaks PayPal's Orders v2 and Payments v2 with cards: create, then authorize or capture. */
export function createPaypalAdapter(settings: PaypalSettings): ProviderAdapter {
  const client = createPaypalClient(settings);
  const certificates = createCertificates(settings);

  /** Asks for something whose answer is the order. */
  const askOrder = async (
    operation: 'create' | 'confirm' | 'retrieve',
    expected: ExpectedOrder,
    call: PaypalCall,
    { signal }: ReadContext,
    judge: (order: PaypalOrder) => Judgement,
  ): Promise<ProviderAnswer> => {
    const known = { ...NO_IDS, object: expected.object };
    const reply = await client.call(call, signal);
    if (reply.kind === 'none') return answerOf(operation, known, reply.judgement);
    const { status, body, retryAfterMs } = reply;
    if (!isSuccess(status)) {
      const judgement = judgeErrorAnswer(operation, status, body);
      return answerOf(operation, known, { retryAfterMs, ...judgement });
    }
    const order = readOrder(body);
    if (order === null || !isExpected(order, expected)) {
      return answerOf(operation, known, UNEXPECTED);
    }
    return answerOf(operation, orderIds(order), judge(order));
  };

  const retrieve = (
    { order, object }: { readonly order: string; readonly object: string },
    context: ReadContext,
  ): Promise<ProviderAnswer> =>
    askOrder(
      'retrieve',
      { object, order, amountMinor: null, currency: null },
      retrieveCall(object),
      context,
      judgeRetrieved,
    );

  /** Asks for something whose answer is a payment of the order. */
  const askPayment = async (
    operation: 'capture' | 'void' | 'refund',
    known: KnownIds,
    call: PaypalCall,
    { signal }: ReadContext,
    judge: (body: JsonObject) => Judgement,
  ): Promise<ProviderAnswer> => {
    const reply = await client.call(call, signal);
    if (reply.kind === 'none') return answerOf(operation, known, reply.judgement);
    const { status, body, retryAfterMs } = reply;
    if (operation === 'void' && status === 204) return answerOf(operation, known, VOIDED);
    const judgement =
      isSuccess(status) && body !== null ? judge(body) : judgeErrorAnswer(operation, status, body);
    const isCaptured = operation === 'capture' && judgement.outcome === 'approved';
    const ids = isCaptured ? { ...known, capture: idAt(body, 'id') } : known;
    return answerOf(operation, ids, { retryAfterMs, ...judgement });
  };

  /**
   * The ids that only a look at the order can tell, when the caller has not got them. An order
   * without them can't be captured, voided or refunded; what it is instead comes back as refused.
   */
  const withIds = async (
    operation: 'capture' | 'void' | 'refund',
    request: IdsRequest,
    context: ReadContext,
    ask: (ids: KnownIds & { readonly needed: string }) => Promise<ProviderAnswer>,
  ): Promise<ProviderAnswer> => {
    const { object, authorisation, capture = null } = request;
    const needed = operation === 'refund' ? capture : authorisation;
    if (needed !== null) return ask({ object, authorisation, capture, needed });
    const found = await retrieve(request, context);
    const ids = { object, authorisation: found.authorisation, capture: found.capture };
    const foundId = operation === 'refund' ? ids.capture : ids.authorisation;
    if (foundId !== null) return ask({ ...ids, needed: foundId });
    const { code, state, retryAfterMs } = found;
    return found.outcome === 'approved'
      ? answerOf(operation, ids, { outcome: 'refused', code: `no-${operation}-id`, state })
      : answerOf(operation, ids, {
          outcome: 'not-processed',
          code: `lookup-${code}`,
          retryAfterMs,
        });
  };

  return {
    name: 'paypal',
    capabilities: { fence: 'void-only', canAuthoriseOnly: true },
    supports,
    retrieve,

    async create(request, context) {
      const amount = paypalAmount(request);
      if (amount.kind !== 'amount') return notAsked('create', null, amount.reason);
      const { order, amountMinor, currency } = request;
      const expected = { object: null, order, amountMinor, currency };
      const call = createCall(request, amount.money, context.idempotencyKey);
      return askOrder('create', expected, call, context, judgeCreated);
    },

    async confirm(request, context) {
      if (findTestCard(request.card.number) === undefined) {
        return notAsked('confirm', request.object, 'not-a-test-card');
      }
      const call = confirmCall(request, context.idempotencyKey);
      return askOrder('confirm', request, call, context, (order) => judgeConfirmed(order, request));
    },

    async capture(request, context) {
      const amount = paypalAmount(request);
      if (amount.kind !== 'amount') return notAsked('capture', request.object, amount.reason);
      return withIds('capture', request, context, ({ needed, ...ids }) => {
        const call = captureCall(needed, amount.money, context.idempotencyKey);
        return askPayment('capture', ids, call, context, (body) => judgeCapture(body, request));
      });
    },

    async void(request, context) {
      return withIds('void', request, context, ({ needed, ...ids }) => {
        const call = voidCall(needed, context.idempotencyKey);
        return askPayment('void', ids, call, context, (body) =>
          judgeVoided(body, request.object, needed),
        );
      });
    },

    async refund(request, context) {
      const amount = paypalAmount(request);
      if (amount.kind !== 'amount') return notAsked('refund', request.object, amount.reason);
      return withIds('refund', request, context, ({ needed, ...ids }) => {
        const call = refundCall(needed, amount.money, context.idempotencyKey);
        return askPayment('refund', ids, call, context, (body) => judgeRefund(body, request));
      });
    },

    verifyWebhook: (headers, rawBody) =>
      verifyPaypalWebhook(headers, rawBody, {
        certificates,
        webhookId: settings.webhookId,
        now: settings.now,
      }),
  };
}

/** What a call that draws on an authorisation or a capture is about. */
interface IdsRequest {
  readonly order: string;
  readonly object: string;
  readonly authorisation: string | null;
  readonly capture?: string | null;
}

/** 200 instead of 201 where an earlier request with the same key did it. */
const isSuccess = (status: number): boolean => status === 200 || status === 201;
