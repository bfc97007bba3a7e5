import type { Answer } from '../../kernel/answer.ts';
import type { Call } from '../../kernel/dialect.ts';
import { noSuch } from './api-errors.ts';
import { failAuthentication, present } from './confirm.ts';
import { causeOf } from './event-log.ts';
import { findIntent, unexpectedState } from './intents.ts';
import type { CustomerAction, Intent } from './objects.ts';
import { findMethod } from './payment-methods.ts';
import { authenticateSetup } from './setup-intents.ts';
import type { StripeState } from './state.ts';

// The issuer's page as `next_action` names it, and its two buttons. Tests press them by
//   POST /3d_secure/pi_.../complete   and   POST /3d_secure/pi_.../fail
// without a key, as the customer's browser does. It goes back to the return URL, or, where there is
// none, gets the status as JSON.

export function showAuthentication(state: StripeState, call: Call): Answer {
  const id = call.request.params['id'] ?? '';
  if (!state.intents.has(id) && !state.setupIntents.has(id)) throw noSuch('payment_intent', id);
  const button = (step: string, label: string): string =>
    `<form method="post" action="/3d_secure/${encodeURIComponent(id)}/${step}">` +
    `<button>${label}</button></form>`;
  const body =
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>3D Secure 2 test page</title>' +
    '<h1>3D Secure 2 test page</h1><p>An issuer would ask its customer here.</p>' +
    `${button('complete', 'Complete')}${button('fail', 'Fail')}</html>`;
  return { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body };
}

export const completeAuthentication = (state: StripeState, call: Call): Answer =>
  authenticate(state, call, true);

export const refuseAuthentication = (state: StripeState, call: Call): Answer =>
  authenticate(state, call, false);

function authenticate(state: StripeState, call: Call, isDone: boolean): Answer {
  const id = call.request.params['id'] ?? '';
  const setup = state.setupIntents.get(id);
  if (setup !== undefined) {
    const { action } = setup;
    authenticateSetup(state, call, setup, isDone);
    const secret = ['setup_intent', setup.id, setup.clientSecret] as const;
    return goBack(action, secret, setup.status, setup.status === 'succeeded');
  }
  const intent = findIntent(state, id, ['requires_action']);
  call.report.object = intent.id;
  const { action } = intent;
  if (intent.status !== 'requires_action' || intent.paymentMethod === null) {
    throw unexpectedState(
      intent,
      `This PaymentIntent waits for no authentication: it has a status of ${intent.status}.`,
    );
  }
  if (isDone) succeed(state, call, intent, intent.paymentMethod);
  else failAuthentication(state, intent, causeOf(call));
  const secret = ['payment_intent', intent.id, intent.clientSecret] as const;
  return goBack(action, secret, intent.status, intent.lastError === null);
}

function succeed(state: StripeState, call: Call, intent: Intent, methodId: string): void {
  const method = findMethod(state, methodId);
  if (intent.confirmationMethod === 'automatic') {
    present(state, call, intent, method, true);
    return;
  }
  // With a manual confirmation the merchant confirms once more, and the issuer is asked then.
  intent.action = null;
  intent.isAuthenticated = true;
  intent.status = 'requires_confirmation';
}

function goBack(
  action: CustomerAction | null,
  [what, id, secret]: readonly [what: string, id: string, secret: string],
  status: string,
  isGood: boolean,
): Answer {
  const redirectStatus = isGood ? 'succeeded' : 'failed';
  const returnUrl = action?.returnUrl ?? null;
  if (returnUrl === null || !URL.canParse(returnUrl)) {
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ id, object: what, redirect_status: redirectStatus, status });
    return { status: 200, headers, body };
  }
  const url = new URL(returnUrl);
  url.searchParams.set(what, id);
  url.searchParams.set(`${what}_client_secret`, secret);
  url.searchParams.set('redirect_status', redirectStatus);
  return { status: 303, headers: { location: url.href }, body: '' };
}
