import { assertNever } from '../../../harness/core/assert-never.ts';
import type { FormTree } from '../../kernel/request.ts';
import type { Intent, PaymentMethod } from './objects.ts';
import { readFlag, readText } from './parameters.ts';

// When an issuer wants to see the customer (docs.stripe.com/testing#authentication-and-setup).

export interface Presence {
  /** The customer is not there to authenticate. */
  readonly isOffSession: boolean;
  /** The merchant would rather have a decline than wait for the customer. */
  readonly failsOnAction: boolean;
}

export function readPresence(form: FormTree): Presence {
  const offSession = readText(form, 'off_session');
  return {
    isOffSession: offSession !== null && offSession !== 'false',
    failsOnAction: readFlag(form, 'error_on_requires_action'),
  };
}

export function wantsAuthentication(
  intent: Intent,
  { card, isSetUp }: PaymentMethod,
  { isOffSession }: Presence,
): boolean {
  switch (card.threeDSecure) {
    case 'required':
      return true;
    case 'unless-set-up':
      return !isOffSession || !isSetUp;
    case 'set-up':
      return !isOffSession;
    case 'optional':
      return intent.cardOptions.requestThreeDSecure !== 'automatic';
    case 'not-enrolled':
    case 'not-supported':
      return false;
    default:
      return assertNever(card.threeDSecure);
  }
}
