import { assertNever } from '../../../core/assert-never.ts';
import type { RunEvent } from '../../../core/events.ts';

/**
 * Whether any free text of an event passes the test: what a target, a gateway or a tool made up.
 * Words from our own lists and the ids that the harness gave out are not looked at.
 */
export function someText(event: RunEvent, test: (text: string) => boolean): boolean {
  switch (event.kind) {
    case 'client-answered':
      return (
        is(test, event.key) ||
        is(test, event.payment) ||
        (event.claim !== null &&
          'provider' in event.claim &&
          (test(event.claim.provider) || test(event.claim.providerReference)))
      );
    case 'final-reading':
      return is(test, event.payment);
    case 'exchange':
      return (
        is(test, event.key) ||
        is(test, event.object) ||
        is(test, event.instrument) ||
        test(event.fingerprint) ||
        (event.decline !== null && test(event.decline.code))
      );
    case 'payment':
      return test(event.payment) || is(test, event.providerReference) || is(test, event.reason);
    case 'attempt-started':
      return is(test, event.key) || test(event.attempt);
    case 'attempt-ended':
      return test(event.code) || is(test, event.object);
    case 'routed':
      return event.skipped.some(({ reason }) => test(reason));
    case 'fault':
      return test(event.detail);
    case 'process':
      return test(event.process);
    case 'webhook':
      return test(event.type);
    case 'client-started':
    case 'client-finished':
    case 'ledger':
    case 'fenced':
    case 'breaker':
    case 'service-started':
    case 'phase':
    case 'source-end':
      return false;
    default:
      return assertNever(event);
  }
}

const is = (test: (text: string) => boolean, text: string | null): boolean =>
  text !== null && test(text);
