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
  for (const exchange of history.exchanges) if (isInExchange(exchange, test)) show(exchange);
  for (const attempt of history.attempts) {
    if (has(test, attempt.key) || test(attempt.attempt)) show(attempt);
  }
  for (const end of history.ends) if (has(test, end.object) || test(end.code)) show(end);
  for (const status of history.statuses) {
    const { payment, providerReference, reason } = status;
    if (test(payment) || has(test, providerReference) || has(test, reason)) show(status);
  }
  for (const answer of history.answers) {
    const { payment, key, claim } = answer;
    if (has(test, payment) || has(test, key) || isInClaim(claim, test)) show(answer);
  }
  for (const webhook of history.webhooks) if (test(webhook.type)) show(webhook);
  for (const route of history.routes) {
    for (const { reason } of route.skipped) {
      if (!test(reason)) continue;
      show(route);
      break;
    }
  }
  const { reading } = history;
  if (reading !== null && (has(test, reading.payment) || isInClaim(reading.claim, test))) {
    show(reading);
  }
}

/** The same for an event that belongs to no order. */
export function isInLoose(event: RunEvent, test: Test): boolean {
  if (event.kind === 'exchange') return isInExchange(event, test);
  if (event.kind === 'fault') return test(event.detail);
  return event.kind === 'process' && test(event.process);
}

const isInClaim = (claim: Claim | null, test: Test): boolean =>
  claim !== null && 'provider' in claim && (test(claim.providerReference) || test(claim.provider));

const isInExchange = (exchange: Exchange, test: Test): boolean =>
  has(test, exchange.object) ||
  has(test, exchange.key) ||
  has(test, exchange.instrument) ||
  test(exchange.fingerprint) ||
  (exchange.decline !== null && test(exchange.decline.code));
