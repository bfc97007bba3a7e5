import { findTestCard } from '../../../harness/core/test-cards.ts';
import type { ProviderAdapter, ProviderAnswer, ReadContext } from '../adapter.ts';
import { answerOf, NO_IDS, notAsked, UNEXPECTED } from '../provider-answers.ts';
import { callStripe } from './stripe-client.ts';
import type { StripeCall, StripeSettings } from './stripe-client.ts';
import { attachedIntent, judgeErrorAnswer } from './stripe-error-answer.ts';
import { intentIds, readIntent } from './stripe-intent.ts';
import { isExpected, judgeIntent } from './stripe-judgement.ts';
import type { Asked } from './stripe-judgement.ts';
import { judgeRefund } from './stripe-refund.ts';
import {
  captureForm,
  chargeableAmount,
  confirmForm,
  createForm,
  refundForm,
  stripeAmount,
  supports,
} from './stripe-requests.ts';
import type { Form } from './stripe-requests.ts';
import { verifyStripeWebhook } from './stripe-webhook.ts';

/** Speaks Stripe's PaymentIntents: create, then confirm, so that an unknown can be cancelled. */
export function createStripeAdapter(settings: StripeSettings): ProviderAdapter {
  const askIntent = async (
    asked: Asked,
    call: StripeCall,
    { signal }: ReadContext,
  ): Promise<ProviderAnswer> => {
    const { operation, expected } = asked;
    const known = { ...NO_IDS, object: expected.object };
    const reply = await callStripe(call, signal, settings);
    if (reply.kind === 'none') return answerOf(operation, known, reply.judgement);
    const { status, body, retryAfterMs } = reply;
    if (status !== 200) {
      const judgement = judgeErrorAnswer(status, body, asked);
      const attached = attachedIntent(body);
      const isOurs = attached !== null && isExpected(attached, expected);
      const ids = isOurs ? intentIds(attached) : known;
      return answerOf(operation, ids, { retryAfterMs, ...judgement });
    }
    const intent = readIntent(body);
    if (intent === null || !isExpected(intent, expected)) {
      return answerOf(operation, known, UNEXPECTED);
    }
    return answerOf(operation, intentIds(intent), judgeIntent(intent, asked));
  };

  return {
    name: 'stripe',
    capabilities: { fence: 'cancel', canAuthoriseOnly: true },
    supports,

    async create(request, context) {
      const amount = chargeableAmount(request);
      if (amount.kind !== 'amount') return notAsked('create', null, amount.reason);
      const { order, amountMinor, currency } = request;
      const expected = { object: null, order, amountMinor, currency };
      const call = post('payment_intents', createForm(request, amount.units), context);
      return askIntent({ operation: 'create', expected }, call, context);
    },

    async confirm(request, context) {
      const { object, captureMode } = request;
      if (findTestCard(request.card.number) === undefined) {
        return notAsked('confirm', object, 'not-a-test-card');
      }
      const call = post(intentPath(object, 'confirm'), confirmForm(request), context);
      return askIntent({ operation: 'confirm', expected: request, captureMode }, call, context);
    },

    async capture(request, context) {
      const amount = stripeAmount(request);
      if (amount.kind !== 'amount') return notAsked('capture', request.object, amount.reason);
      const form: Form = captureForm(amount.units);
      const call = post(intentPath(request.object, 'capture'), form, context);
      return askIntent({ operation: 'capture', expected: request }, call, context);
    },

    async void({ order, object }, context) {
      const expected = { object, order, amountMinor: null, currency: null };
      const call = post(intentPath(object, 'cancel'), [], context);
      return askIntent({ operation: 'void', expected }, call, context);
    },

    async refund(request, context) {
      const amount = stripeAmount(request);
      if (amount.kind !== 'amount') return notAsked('refund', request.object, amount.reason);
      const call = post('refunds', refundForm(request, amount.units), context);
      const ids = { ...NO_IDS, object: request.object };
      const reply = await callStripe(call, context.signal, settings);
      if (reply.kind === 'none') return answerOf('refund', ids, reply.judgement);
      const { status, body, retryAfterMs } = reply;
      if (status === 200) return answerOf('refund', ids, judgeRefund(body, request));
      const judgement = judgeErrorAnswer(status, body, { operation: 'refund' });
      return answerOf('refund', ids, { retryAfterMs, ...judgement });
    },

    async retrieve({ order, object }, context) {
      const expected = { object, order, amountMinor: null, currency: null };
      // Without its charge an intent can't tell taken money from money that was given back.
      const form: Form = [['expand[0]', 'latest_charge']];
      const call: StripeCall = { method: 'GET', path: intentPath(object), form, key: null };
      return askIntent({ operation: 'retrieve', expected }, call, context);
    },

    async verifyWebhook(headers, rawBody) {
      return verifyStripeWebhook(headers, rawBody, settings);
    },
  };
}

const post = (
  path: string,
  form: Form,
  context: { readonly idempotencyKey: string },
): StripeCall => ({ method: 'POST', path, form, key: context.idempotencyKey });

const intentPath = (object: string, step?: 'confirm' | 'capture' | 'cancel'): string =>
  ['payment_intents', encodeURIComponent(object), ...(step === undefined ? [] : [step])].join('/');
