import type {
  AttemptEnded,
  AttemptStarted,
  ClientAnswered,
  Exchange,
  PaymentChanged,
  RunEvent,
} from '../../../core/events.ts';
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
  for (const answer of history.answers) if (isInAnswer(answer, test)) show(answer);
  for (const exchange of history.exchanges) if (isInExchange(exchange, test)) show(exchange);
  for (const status of history.statuses) if (isInStatus(status, test)) show(status);
  for (const attempt of history.attempts) if (isInAttempt(attempt, test)) show(attempt);
  for (const end of history.ends) if (isInEnd(end, test)) show(end);
  for (const webhook of history.webhooks) if (test(webhook.type)) show(webhook);
  for (const route of history.routes) {
    if (route.skipped.some(({ reason }) => test(reason))) show(route);
  }
  const { reading } = history;
  if (reading !== null && has(test, reading.payment)) show(reading);
}

/** The same for an event that belongs to no order. */
export function isInLoose(event: RunEvent, test: Test): boolean {
  if (event.kind === 'exchange') return isInExchange(event, test);
  if (event.kind === 'fault') return test(event.detail);
  return event.kind === 'process' && test(event.process);
}

function isInAnswer({ key, payment, claim }: ClientAnswered, test: Test): boolean {
  if (has(test, key) || has(test, payment)) return true;
  return (
    claim !== null && 'provider' in claim && (test(claim.provider) || test(claim.providerReference))
  );
}

const isInExchange = (exchange: Exchange, test: Test): boolean =>
  has(test, exchange.key) ||
  has(test, exchange.object) ||
  has(test, exchange.instrument) ||
  test(exchange.fingerprint) ||
  (exchange.decline !== null && test(exchange.decline.code));

const isInStatus = (status: PaymentChanged, test: Test): boolean =>
  test(status.payment) || has(test, status.providerReference) || has(test, status.reason);

const isInAttempt = (attempt: AttemptStarted, test: Test): boolean =>
  test(attempt.attempt) || has(test, attempt.key);

const isInEnd = (end: AttemptEnded, test: Test): boolean => test(end.code) || has(test, end.object);
