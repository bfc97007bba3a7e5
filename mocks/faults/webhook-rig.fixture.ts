import type { WebhookDelivery } from '../../harness/core/events.ts';
import { settle } from './fake-request.fixture.ts';
import { startRig, type Rig } from './rig.fixture.ts';
import { startReceiver, type Receiver } from './webhook-receiver.fixture.ts';

// A tiny gateway whose webhooks go to a receiver: `event-<order>` (paid), then `refund-<order>`.

export interface WebhookRig extends AsyncDisposable {
  readonly rig: Rig;
  readonly receiver: Receiver;
  pay(order: string): Promise<void>;
  refund(order: string): Promise<void>;
  /** What the receiver got so far, by message id and order of arrival. */
  ids(): readonly string[];
  /** What the gateway noted of its tries, once there are so many. */
  deliveries(count: number): Promise<readonly WebhookDelivery[]>;
}

export async function startWebhookRig(): Promise<WebhookRig> {
  const receiver = await startReceiver();
  const rig = await startRig();
  rig.gateway.setWebhookEndpoint(receiver.url);
  const listDeliveries = () =>
    rig.gateway.events.filter((event): event is WebhookDelivery => event.kind === 'webhook');
  return {
    rig,
    receiver,
    pay: async (order) => {
      await rig.ask('POST', '/payments', { body: { order } });
      await rig.ask('POST', `/payments/payment-${order}/confirm`);
    },
    refund: async (order) => {
      await rig.ask('POST', `/payments/payment-${order}/refund`);
    },
    ids: () => receiver.got.map(({ headers }) => String(headers['x-id'])),
    deliveries: async (count) => {
      const seen = await new Promise<readonly WebhookDelivery[]>((resolve) => {
        const look = (): void => {
          if (listDeliveries().length < count) return;
          stop();
          resolve(listDeliveries());
        };
        const stop = rig.gateway.onEvent(look);
        look();
      });
      // The sender has made up its mind about the next try when all promises have gone on.
      await settle();
      return seen;
    },
    [Symbol.asyncDispose]: async () => {
      await rig[Symbol.asyncDispose]();
      await receiver[Symbol.asyncDispose]();
    },
  };
}
