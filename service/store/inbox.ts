import type { Store, WebhookRow } from './store.ts';

/**
 * Stores webhooks before they are acknowledged. Providers send several for each payment, so what
 * arrived in the same turn of the event loop shares one transaction.
 *
 * @returns resolves to false when the event was received before
 */
export function createInbox(
  store: Pick<Store, 'receiveWebhooks'>,
): (row: WebhookRow) => Promise<boolean> {
  let waiting: { readonly row: WebhookRow; readonly done: PromiseWithResolvers<boolean> }[] = [];
  const commit = (): void => {
    const batch = waiting;
    waiting = [];
    try {
      const isFirst = store.receiveWebhooks(batch.map(({ row }) => row));
      for (const [index, { done }] of batch.entries()) done.resolve(isFirst[index] ?? false);
    } catch (error) {
      for (const { done } of batch) done.reject(error);
    }
  };
  return (row) => {
    const done = Promise.withResolvers<boolean>();
    waiting.push({ row, done });
    if (waiting.length === 1) setImmediate(commit);
    return done.promise;
  };
}
