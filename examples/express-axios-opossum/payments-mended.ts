import { setTimeout as sleep } from 'node:timers/promises';
import CircuitBreaker from 'opossum';
import type { Payments } from './app.ts';
import type { PaymentsParts } from './payments.ts';
import { isUnknown, type Card, type Provider, type Seen } from './provider.ts';
import type { Payment, Status, Wish } from './store.ts';

const TRIES = 2;
const PAUSE_MS = 200;
/** A payment is worked on for this long; after that it is asked after, and given up in the end. */
const WORKED_ON_MS = 5_000;
const GIVEN_UP_MS = 8_000;

export interface MendedPayments extends Payments {
  /** Finds out what became of payments that nobody is working on any more. */
  readonly settleOpen: () => void;
}

/**
 * What the simulation found, mended:
 *
 * - The fallback is for calls that were not sent, and for those that failed before any money could
 *   move. Once a confirmation is on its way, the payment stays where it is.
 * - The breaker has no deadline of its own: it would answer while the call goes on. axios' ends it.
 * - What was not answered is pending until the provider says what became of it.
 */
export function createPayments({ store, stripe, paypal }: PaymentsParts): MendedPayments {
  const providerOf = ({ provider }: Payment): Provider => (provider === 'paypal' ? paypal : stripe);

  const charge = (provider: Provider) => async (payment: Payment, card: Card) => {
    const { id } = payment;
    const { reference } = await retried(() => provider.create(payment));
    store.update(id, { provider: provider.name, reference });
    try {
      note(payment, await retried(() => provider.confirm(payment, reference, card)));
    } catch (error) {
      // From here on it is this provider's payment: `settle` asks what became of it.
      throw isUnknown(error) ? new Unknown(error) : error;
    }
  };
  const breaker = new CircuitBreaker(charge(stripe), {
    timeout: false,
    errorThresholdPercentage: 50,
    volumeThreshold: 10,
    resetTimeout: 5_000,
  });

  const note = ({ id }: Payment, { status }: Seen): void => {
    if (status === 'open') return;
    const change = { declined: 'not-charged', cancelled: 'not-charged' } as const;
    const next: Status = status === 'paid' || status === 'authorised' ? status : change[status];
    const before = store.find(id)?.status ?? 'processing';
    if (RANK[next] <= RANK[before]) return;
    const reason = status === 'declined' ? 'declined' : 'unavailable';
    store.update(id, {
      status: next,
      ...(next === 'not-charged' ? { reason } : {}),
    });
  };

  const fulfil = async (payment: Payment, wish: Wish): Promise<void> => {
    const { id, reference } = payment;
    if (reference === null) return;
    await retried(() => providerOf(payment)[wish](payment, reference));
    const status: Status = wish === 'capture' ? 'paid' : 'refunded';
    if (RANK[status] > RANK[store.find(id)?.status ?? 'processing']) store.update(id, { status });
  };

  const settle = async (payment: Payment): Promise<void> => {
    const { id, reference, createdAt, status, wish } = payment;
    const ageMs = Date.now() - createdAt;
    if (status !== 'processing') return wish === null ? undefined : fulfil(payment, wish);
    if (ageMs <= WORKED_ON_MS) return;
    if (reference === null) {
      store.update(id, { status: 'not-charged', reason: 'unavailable' });
      return;
    }
    const { cancel, look } = providerOf(payment);
    note(payment, await look(reference));
    const isLeft = store.find(id)?.status === 'processing' && ageMs > GIVEN_UP_MS;
    if (isLeft && cancel !== null) note(payment, await cancel(reference));
  };

  return {
    pay: async (payment, card) => {
      try {
        await breaker.fire(payment, card).catch((error: unknown) => {
          if (error instanceof Unknown || !paypal.supports(payment.currency)) throw error;
          return charge(paypal)(payment, card);
        });
      } catch (error) {
        if (error instanceof Unknown) return;
        store.update(payment.id, { status: 'not-charged', reason: 'unavailable' });
      }
    },
    fulfil: async (payment, wish) => {
      await fulfil(payment, wish).catch((error: unknown) => {
        if (!isUnknown(error)) throw error;
      });
    },
    settleOpen: () => {
      for (const payment of store.open()) void settle(payment).catch(tell);
    },
  };
}

/** A payment may have been taken. Another provider must not be asked for it. */
class Unknown extends Error {
  override readonly name = 'Unknown';
  constructor(cause: unknown) {
    super('what became of it is not known', { cause });
  }
}

const RANK: Readonly<Record<Status, number>> = {
  processing: 0,
  authorised: 1,
  'not-charged': 2,
  paid: 2,
  refunded: 3,
};

/** The same key each time, so that it is one call to the provider however often it is sent. */
async function retried<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  for (let left = TRIES - 1; ; left -= 1) {
    try {
      return await call();
    } catch (error) {
      if (left === 0 || !isUnknown(error)) throw error;
      await sleep(PAUSE_MS);
    }
  }
}

function tell(error: unknown): void {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  process.stderr.write(`${text}\n`);
}
