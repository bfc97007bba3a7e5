import type { Claim } from '../../../core/claim.ts';
import type { Exchange, RunEvent } from '../../../core/events.ts';
import type { OrderHistory } from '../../history/order-history.ts';

// Free texts: what a target, a gateway or a tool made up. Words from our own lists and the ids that
// the harness gave out are not looked at.

type Test = (text: string) => boolean;

const has = (test: Test, text: string | null): boolean => text !== null && test(text);

/** Shows every event of an order whose free text passes the test. */
export function findInHistory(
  history: OrderHistory,
  test: Test,
  show: (event: RunEvent) => void,
): void {
  // The same id and key stand in many events of an order; one look at each of a kind is enough.
  const object = once(test);
  const key = once(test);
  const payment = once(test);
  for (const exchange of history.exchanges) {
    if (object(exchange.object) || key(exchange.key) || isInExchange(exchange, test))
      show(exchange);
  }
  for (const attempt of history.attempts) {
    if (key(attempt.key) || test(attempt.attempt)) show(attempt);
  }
  for (const end of history.ends) if (object(end.object) || test(end.code)) show(end);
  for (const status of history.statuses) {
    const { reason, providerReference } = status;
    if (payment(status.payment) || object(providerReference) || has(test, reason)) show(status);
  }
  for (const answer of history.answers) {
    if (payment(answer.payment) || has(test, answer.key) || isInClaim(answer.claim, object)) {
      show(answer);
    }
  }
  for (const webhook of history.webhooks) if (test(webhook.type)) show(webhook);
  for (const route of history.routes) {
    if (route.skipped.some(({ reason }) => test(reason))) show(route);
  }
  const { reading } = history;
  if (reading !== null && (payment(reading.payment) || isInClaim(reading.claim, object))) {
    show(reading);
  }
}

/** Remembers the last text that failed the test. */
function once(test: Test): (text: string | null) => boolean {
  let failed: string | null = null;
  return (text) => {
    if (text === null || text === failed) return false;
    if (test(text)) return true;
    failed = text;
    return false;
  };
}

/** The same for an event that belongs to no order. */
export function isInLoose(event: RunEvent, test: Test): boolean {
  if (event.kind === 'exchange') {
    return has(test, event.key) || has(test, event.object) || isInExchange(event, test);
  }
  if (event.kind === 'fault') return test(event.detail);
  return event.kind === 'process' && test(event.process);
}

const isInClaim = (claim: Claim | null, test: Test): boolean =>
  claim !== null && 'provider' in claim && (test(claim.providerReference) || test(claim.provider));

const isInExchange = (exchange: Exchange, test: Test): boolean =>
  has(test, exchange.instrument) ||
  test(exchange.fingerprint) ||
  (exchange.decline !== null && test(exchange.decline.code));
