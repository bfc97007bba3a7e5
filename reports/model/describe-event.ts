import { assertNever } from '../../harness/core/assert-never.ts';
import type { Claim } from '../../harness/core/claim.ts';
import type { RunEvent } from '../../harness/core/events.ts';
import { formatMoney } from '../../harness/core/money.ts';

/** Who a line of a story is about. */
export type Actor = 'customer' | 'gateway' | 'service' | 'drill';

export interface StoryLine {
  readonly t: number;
  readonly actor: Actor;
  readonly text: string;
}

/** Tells an event in one sentence, for an engineer who was just woken up. */
export function describeEvent(event: RunEvent): StoryLine {
  return { t: event.t, actor: actorOf(event), text: sentenceOf(event) };
}

function actorOf(event: RunEvent): Actor {
  switch (event.source) {
    case 'client':
      return 'customer';
    case 'service':
      return 'service';
    case 'drill':
      return event.kind === 'final-reading' ? 'customer' : 'drill';
    default:
      return 'gateway';
  }
}

function sentenceOf(event: RunEvent): string {
  switch (event.kind) {
    case 'client-started':
      return `a customer begins (${event.journey})`;
    case 'client-answered':
      return `${tabOf(event.tab)}${event.request}: ${event.claim === null ? unanswered(event.failure, event.status) : `is told ${describeClaim(event.claim)}`}`;
    case 'client-finished':
      return 'the customer leaves';
    case 'exchange':
      return `${gatewayOf(event.source)} handles ${event.operation}${event.key === null ? '' : ` with key ${event.key}`}: ${event.status === null ? 'no complete answer leaves' : `answers ${event.status}`}${event.isReplay ? ' (replayed)' : ''}${event.decline === null ? '' : `, declined: ${event.decline.code} (${event.decline.kind})`}${event.faults.length === 0 ? '' : `, met by ${event.faults.join(', ')}`}`;
    case 'ledger':
      return `${gatewayOf(event.source)} ledger: ${PAST[event.movement]} ${formatMoney(event.amountMinor, event.currency)} on ${event.object}`;
    case 'webhook':
      return `${gatewayOf(event.source)} sends ${event.type}, delivery ${event.deliveryAttempt}: ${event.status ?? 'no answer'}`;
    case 'payment':
      return `payment is ${event.status}${event.provider === null ? '' : ` at ${event.provider}`}${event.reason === null ? '' : ` (${event.reason})`}`;
    case 'attempt-started':
      return `asks ${event.provider} to ${event.operation}${event.key === null ? '' : ` with key ${event.key}`}${event.retry === 0 ? '' : ` (retry ${event.retry})`}`;
    case 'attempt-ended':
      return `${event.provider} ${event.operation} ended ${event.outcome} (${event.code}) after ${Math.round(event.durationMs)} ms`;
    case 'routed':
      return `${event.provider === null ? 'no provider is usable' : `routed to ${event.provider}`}${event.skipped.map(({ provider, reason }) => `; ${provider} skipped: ${reason}`).join('')}`;
    case 'fenced':
      return `holds proof that ${event.provider} can take no money any more: ${event.proof}`;
    case 'breaker':
      return `breaker of ${event.provider} is ${event.state}`;
    case 'service-started':
      return `starts and picks up ${event.recovered} payments`;
    case 'phase':
      return `phase ${event.phase} begins`;
    case 'fault':
      return `fault ${event.fault} ${event.action}${event.detail === '' ? '' : ` (${event.detail})`}`;
    case 'process':
      return `${event.process} ${event.action}`;
    case 'final-reading':
      return `reads the payment after the drain: ${event.claim === null ? `status ${event.status}, no claim` : `is told ${describeClaim(event.claim)}`}`;
    case 'source-end':
      return `log ends after ${event.events} events`;
    default:
      return assertNever(event);
  }
}

function describeClaim(claim: Claim): string {
  switch (claim.status) {
    case 'paid':
    case 'authorised':
    case 'refunded':
      return `${claim.status} ${formatMoney(claim.amountMinor, claim.currency)}${claim.providerReference === '' ? '' : ` (${claim.provider} ${claim.providerReference})`}`;
    case 'pending':
      return `pending, promised within ${claim.promisedWithinMs} ms`;
    case 'not-charged':
      return `not charged (${claim.reason})`;
    default:
      return assertNever(claim);
  }
}

const PAST = {
  authorise: 'authorised',
  capture: 'captured',
  void: 'voided',
  expire: 'let expire',
  refund: 'refunded',
} as const;

const gatewayOf = (source: string): string => source.replace('gateway:', '');
const tabOf = (tab: number): string => (tab === 0 ? '' : `tab ${tab + 1}, `);

function unanswered(failure: string | null, status: number): string {
  if (failure !== null) return `no answer (${failure})`;
  return `answer ${status} that claims nothing`;
}
