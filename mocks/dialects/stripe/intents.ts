import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { jsonAnswer } from './api-errors.ts';
import { expand } from './expand.ts';
import { illegalStep, noSuch } from './api-errors.ts';
import { isStandIn, makeIntent } from './stand-ins.ts';
import type { Intent, IntentStatus } from './objects.ts';
import type { StripeState } from './state.ts';
import { wireIntent } from './wire-intents.ts';

/**
 * The intent that a request is about. A lenient gateway makes one that is not known, and makes one
 * that it made itself anew when its state does not permit what is asked.
 *
 * @param fits the states that permit it, the one to make first
 * @param isUsable what else has to be true of one that was made up
 */
export function findIntent(
  state: StripeState,
  id: string,
  fits: readonly [IntentStatus, ...IntentStatus[]],
  param = 'intent',
  isUsable: (intent: Intent) => boolean = () => true,
): Intent {
  const known = state.intents.get(id);
  if (known === undefined && !state.gateway.behaviour.isLenient) {
    throw noSuch('payment_intent', id, param, param === 'intent' ? 'path' : 'parameter');
  }
  const isFit =
    known !== undefined &&
    (!isStandIn(state, id) || (fits.includes(known.status) && isUsable(known)));
  return isFit ? known : makeIntent(state, id, fits[0]);
}

export const ANY_STATUS = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'requires_capture',
  'canceled',
  'succeeded',
] as const satisfies readonly IntentStatus[];

export function answerIntent(state: StripeState, call: Call, intent: Intent): Answer {
  const { method, query, form } = call.request;
  return jsonAnswer(200, expand(state, method === 'GET' ? query : form, wireIntent(intent)));
}

export function unexpectedState(intent: Intent, message: string) {
  const code = 'payment_intent_unexpected_state';
  return illegalStep({ code, message, payment_intent: wireIntent(intent) });
}
