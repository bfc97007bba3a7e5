import type { WebhookMessage } from '../../kernel/webhook-rules.ts';
import type { Books, EventRecord, WebhookRecord } from './books.ts';
import type { Desk } from './desk.ts';

// Who is told of an event: the endpoint of the gateway, under the webhook id of its environment, and
// every webhook that was registered over the API, under its own.

/** Events can be read and sent again for as long as they are among the newest. */
const KEPT_EVENTS = 5000;

/** The event types that this gateway sends. */
export const EVENT_TYPES: ReadonlyMap<string, string> = new Map([
  ['CHECKOUT.ORDER.APPROVED', 'A buyer approved a checkout order.'],
  ['CHECKOUT.ORDER.COMPLETED', 'A checkout order is processed.'],
  ['PAYMENT.AUTHORIZATION.CREATED', 'A payment authorization is created, approved or executed.'],
  ['PAYMENT.AUTHORIZATION.VOIDED', 'A payment authorization is voided.'],
  ['PAYMENT.CAPTURE.COMPLETED', 'A payment capture completes.'],
  ['PAYMENT.CAPTURE.DENIED', 'A payment capture is denied.'],
  ['PAYMENT.CAPTURE.PENDING', 'The state of a payment capture changes to pending.'],
  ['PAYMENT.CAPTURE.REFUNDED', 'A merchant refunds a payment capture.'],
  ['PAYMENT.REFUND.FAILED', 'A refund fails.'],
  ['PAYMENT.REFUND.PENDING', 'The state of a refund changes to pending.'],
]);

export function publishEvent({ gateway, books }: Desk, event: EventRecord): void {
  books.events.set(event.message.id, event);
  if (books.events.size > KEPT_EVENTS) {
    const [oldest] = books.events.keys();
    if (oldest !== undefined) books.events.delete(oldest);
  }
  gateway.publish(event.message);
  for (const webhook of books.webhooks.values()) {
    if (isFor(webhook, event.message)) gateway.publish({ ...event.message, url: webhook.url });
  }
}

/** @param only ids of registered webhooks; null sends to all that an event of this type goes to */
export function resendEvent(
  { gateway, books }: Desk,
  { message }: EventRecord,
  only: readonly string[] | null,
): void {
  if (only === null) gateway.publish(message);
  for (const webhook of books.webhooks.values()) {
    const isMeant = only === null ? isFor(webhook, message) : only.includes(webhook.id);
    if (isMeant) gateway.publish({ ...message, url: webhook.url });
  }
}

const isFor = ({ eventTypes }: WebhookRecord, { type }: WebhookMessage): boolean =>
  eventTypes.includes('*') || eventTypes.includes(type);

export function keepWebhook(books: Books, webhook: WebhookRecord): void {
  books.webhooks.set(webhook.id, webhook);
  books.webhookIdOfUrl.set(webhook.url, webhook.id);
}

/**
 * The id that a message to this address is signed for. An address keeps its id when its webhook is
 * deleted: what is still on its way must be signed for somebody.
 */
export function webhookIdFor(books: Books, url: string | undefined, ownId: string): string {
  return (url === undefined ? undefined : books.webhookIdOfUrl.get(url)) ?? ownId;
}
