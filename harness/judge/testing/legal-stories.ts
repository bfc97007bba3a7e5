import type { Claim } from '../../core/claim.ts';
import type { JourneyName } from '../../core/order.ts';
import type { TestCardName } from '../../core/test-cards.ts';
import type { OrderScript } from './run-script.ts';

// Histories in which every promise is kept, one function each: the ways that a correct service, its
// gateways and its customers can go.

export interface LegalStory {
  readonly journey: JourneyName;
  readonly card: TestCardName;
  readonly tell: (order: OrderScript) => void;
}

const PENDING: Claim = { status: 'pending', promisedWithinMs: 60_000, degraded: false };
const notCharged = (reason: 'declined' | 'unavailable' | 'cancelled'): Claim => ({
  status: 'not-charged',
  reason,
  degraded: reason === 'unavailable',
});

export const LEGAL_STORIES = {
  paid: story((order) => {
    order.begin();
    takeAt(order, 'stripe');
    order.answer(order.claim('paid', 'stripe'));
    order.finish();
    order.read(order.claim('paid', 'stripe'));
  }),

  declined: story(
    (order) => {
      order.begin();
      create(order, 'stripe');
      const confirm = order.attempt('stripe', 'confirm');
      order.exchange(confirm, { status: 402, decline: { kind: 'soft', code: 'card_declined' } });
      order.end(confirm, 'declined', { decline: 'soft', code: 'card_declined' });
      order.status('not-charged', 'stripe');
      order.answer(notCharged('declined'));
      order.finish();
      order.read(notCharged('declined'));
    },
    { card: 'generic-decline' },
  ),

  'held and captured': story(
    (order) => {
      order.begin();
      create(order, 'stripe');
      const confirm = order.attempt('stripe', 'confirm');
      order.exchange(confirm, { moves: ['authorise'] });
      order.end(confirm, 'approved');
      order.status('authorised', 'stripe', order.objectAt('stripe'));
      order.answer(order.claim('authorised', 'stripe'));
      const capture = order.attempt('stripe', 'capture', { purpose: 'capture' });
      order.exchange(capture, { moves: ['capture'] });
      order.end(capture, 'approved');
      order.status('paid', 'stripe', order.objectAt('stripe'));
      order.answer(order.claim('paid', 'stripe'), { request: 'capture' });
      order.finish();
      order.read(order.claim('paid', 'stripe'));
    },
    { journey: 'pay-then-capture' },
  ),

  refunded: story(
    (order) => {
      order.begin();
      takeAt(order, 'stripe');
      order.answer(order.claim('paid', 'stripe'));
      const refund = order.attempt('stripe', 'refund', { purpose: 'refund' });
      order.exchange(refund, { moves: ['refund'] });
      order.end(refund, 'approved');
      order.status('refunded', 'stripe', order.objectAt('stripe'));
      order.answer(order.claim('refunded', 'stripe'), { request: 'refund' });
      order.finish();
      order.read(order.claim('refunded', 'stripe'));
    },
    { journey: 'pay-then-refund' },
  ),

  'answer lost, replayed under the same key': story((order) => {
    order.begin();
    create(order, 'stripe');
    const first = order.attempt('stripe', 'confirm');
    order.exchange(first, { moves: ['authorise', 'capture'], status: null });
    order.end(first, 'unknown', { code: 'ECONNRESET' });
    const second = order.attempt('stripe', 'confirm', { retry: 1 });
    order.exchange(second, { isReplay: true });
    order.end(second, 'approved', { object: order.objectAt('stripe') });
    order.status('paid', 'stripe', order.objectAt('stripe'));
    order.answer(order.claim('paid', 'stripe'));
    order.finish();
    order.read(order.claim('paid', 'stripe'));
  }),

  'pending, then found paid': story(
    (order) => {
      order.begin();
      create(order, 'stripe');
      const confirm = order.attempt('stripe', 'confirm');
      order.exchange(confirm, { moves: ['authorise', 'capture'], status: null });
      order.status('pending', 'stripe');
      order.answer(PENDING);
      order.end(confirm, 'unknown', { code: 'timeout' });
      const look = order.attempt('stripe', 'retrieve', { purpose: 'reconcile' });
      order.exchange(look);
      order.end(look, 'approved', { object: order.objectAt('stripe') });
      order.status('paid', 'stripe', order.objectAt('stripe'));
      order.answer(order.claim('paid', 'stripe'), { request: 'poll', key: null });
      order.finish();
      order.read(order.claim('paid', 'stripe'));
    },
    { journey: 'poll-accepted' },
  ),

  'fenced by a void, paid elsewhere': story((order) => {
    order.begin();
    create(order, 'stripe');
    const confirm = order.attempt('stripe', 'confirm');
    order.exchange(confirm, { moves: ['authorise'], status: null });
    order.end(confirm, 'unknown', { code: 'timeout' });
    const fence = order.attempt('stripe', 'void', { purpose: 'fence' });
    order.exchange(fence, { moves: ['void'] });
    order.end(fence, 'approved');
    order.fence('stripe', 'voided');
    takeAt(order, 'paypal');
    order.answer(order.claim('paid', 'paypal'));
    order.finish();
    order.read(order.claim('paid', 'paypal'));
  }),

  'turned away, paid elsewhere': story((order) => {
    order.begin();
    create(order, 'stripe');
    for (const retry of [0, 1, 2]) {
      const confirm = order.attempt('stripe', 'confirm', { retry });
      order.exchange(confirm, { status: 429, object: null });
      order.end(confirm, 'not-processed', { code: 'rate-limited' });
    }
    order.fence('stripe', 'not-processed');
    takeAt(order, 'paypal');
    order.answer(order.claim('paid', 'paypal'));
    order.finish();
    order.read(order.claim('paid', 'paypal'));
  }),

  'soft-declined, approved elsewhere': story((order) => {
    order.begin();
    create(order, 'stripe');
    const confirm = order.attempt('stripe', 'confirm');
    order.exchange(confirm, { status: 402, decline: { kind: 'soft', code: 'card_declined' } });
    order.end(confirm, 'declined', { decline: 'soft', code: 'card_declined' });
    order.fence('stripe', 'declined');
    takeAt(order, 'paypal');
    order.answer(order.claim('paid', 'paypal'));
    order.finish();
    order.read(order.claim('paid', 'paypal'));
  }),

  unavailable: story((order) => {
    order.begin();
    order.route(null, 'stripe');
    order.status('not-charged', null);
    order.answer(notCharged('unavailable'));
    order.finish();
    order.read(notCharged('unavailable'));
  }),

  'second tab under a new key': story(
    (order) => {
      order.begin();
      order.answer(null, { failure: 'gave-up' });
      takeAt(order, 'stripe');
      const [, key] = order.order.keys;
      order.answer(order.claim('paid', 'stripe'), { tab: 1, key });
      order.finish();
      order.read(order.claim('paid', 'stripe'));
    },
    { journey: 'impatient-new-key' },
  ),

  'hold cancelled': story((order) => {
    order.begin();
    create(order, 'stripe');
    const confirm = order.attempt('stripe', 'confirm');
    order.exchange(confirm, { moves: ['authorise'] });
    order.end(confirm, 'approved');
    const cancel = order.attempt('stripe', 'void', { purpose: 'repair' });
    order.exchange(cancel, { moves: ['void'] });
    order.end(cancel, 'approved');
    order.status('not-charged', 'stripe');
    order.answer(notCharged('cancelled'));
    order.finish();
    order.read(notCharged('cancelled'));
  }),

  'taken twice, one given back': story((order) => {
    order.begin();
    takeAt(order, 'stripe');
    order.answer(order.claim('paid', 'stripe'));
    const object = `${order.objectAt('stripe')}-2`;
    const second = { object, authorisation: `auth_${object}` };
    const again = order.attempt('stripe', 'confirm', { key: `${order.payment}.again` });
    const made = order.exchange(again, { object });
    order.move('stripe', 'authorise', { ...second, exchange: made.exchange });
    order.move('stripe', 'capture', { ...second, exchange: made.exchange });
    order.end(again, 'approved', { object });
    const refund = order.attempt('stripe', 'refund', { purpose: 'repair' });
    order.exchange(refund, { object });
    order.move('stripe', 'refund', second);
    order.end(refund, 'approved', { object });
    order.finish();
    order.read(order.claim('paid', 'stripe'));
  }),

  'still held at the end': story(
    (order) => {
      order.begin();
      create(order, 'paypal');
      const confirm = order.attempt('paypal', 'confirm');
      order.exchange(confirm, { moves: ['authorise'] });
      order.end(confirm, 'approved');
      order.status('authorised', 'paypal', order.objectAt('paypal'));
      order.answer(order.claim('authorised', 'paypal'));
      order.finish();
      order.read(order.claim('authorised', 'paypal'));
    },
    { journey: 'pay-then-capture' },
  ),
} as const satisfies Readonly<Record<string, LegalStory>>;

export type StoryName = keyof typeof LEGAL_STORIES;

function story(
  tell: (order: OrderScript) => void,
  { journey = 'pay', card = 'visa' }: Partial<Omit<LegalStory, 'tell'>> = {},
): LegalStory {
  return { journey, card, tell };
}

function create(order: OrderScript, provider: 'stripe' | 'paypal'): void {
  order.route(provider);
  const attempt = order.attempt(provider, 'create');
  order.exchange(attempt);
  order.end(attempt, 'approved', { object: order.objectAt(provider) });
}

/** Created, confirmed and captured in one go. */
function takeAt(order: OrderScript, provider: 'stripe' | 'paypal'): void {
  create(order, provider);
  const confirm = order.attempt(provider, 'confirm');
  order.exchange(confirm, { moves: ['authorise', 'capture'] });
  order.end(confirm, 'approved', { object: order.objectAt(provider) });
  order.status('paid', provider, order.objectAt(provider));
}
