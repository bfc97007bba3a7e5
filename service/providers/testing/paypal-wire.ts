import type { ProviderAdapter } from '../adapter.ts';
import { createSend, type Send } from '../http-send.ts';
import { createPaypalAdapter } from '../paypal/paypal-adapter.ts';
import { ORDER } from './provider-calls.ts';
import type { CalledOperation, Ids } from './provider-calls.ts';
import { json } from './scripted-server.ts';
import type { Script, Scripted, SeenRequest } from './scripted-server.ts';

// PayPal's answers as its schemas of Orders v2 and Payments v2 have them, with what the adapter
// does not read left out.

export const CLIENT_ID = 'client-1';
export const CLIENT_SECRET = 'EGnHDxD_qRPdaLdZz8iCr8N7_MzF';
export const TOKEN = 'A21AAF-token-1';
export const WEBHOOK_ID = 'WH-1';
export const PAYPAL_ORDER = '5O190127TN364715T';
export const AUTHORISATION = '3C679366HH908993F';
export const CAPTURE = '2GG279541U471931P';
export const PAYPAL_IDS: Ids = {
  object: PAYPAL_ORDER,
  authorisation: AUTHORISATION,
  capture: CAPTURE,
};

export type Body = Readonly<Record<string, unknown>>;

const amount = { currency_code: 'USD', value: '12.34' };

export const authorisation = (status: string, changes: Body = {}): Body => ({
  id: AUTHORISATION,
  status,
  amount,
  ...changes,
});
export const capture = (status: string, changes: Body = {}): Body => ({
  id: CAPTURE,
  status,
  amount,
  ...changes,
});
export const refund = (status: string, changes: Body = {}): Body => ({
  id: '1JU08902781691411',
  status,
  amount,
  ...changes,
});

export interface Payments {
  readonly authorizations?: readonly unknown[];
  readonly captures?: readonly unknown[];
  readonly refunds?: readonly unknown[];
}

export const order = (
  status: string,
  payments: Payments | null = null,
  changes: Body = {},
): Body => ({
  id: PAYPAL_ORDER,
  status,
  purchase_units: [
    {
      reference_id: ORDER,
      custom_id: ORDER,
      amount,
      ...(payments === null ? {} : { payments }),
      ...changes,
    },
  ],
});

export const error = (name: string, issue: string | null = null): Body => ({
  name,
  message: 'said to people',
  debug_id: '90957fca61718',
  ...(issue === null ? {} : { details: [{ issue, description: 'said to people' }] }),
});

/** What each operation answers when it does what was asked. */
export const APPROVED: Readonly<Record<CalledOperation, Body>> = {
  create: order('CREATED'),
  confirm: order('COMPLETED', { captures: [capture('COMPLETED')] }),
  capture: capture('COMPLETED'),
  void: authorisation('VOIDED'),
  refund: refund('COMPLETED'),
  retrieve: order('COMPLETED', { captures: [capture('COMPLETED')] }),
};

export const isTokenRequest = ({ path }: SeenRequest): boolean => path === '/v1/oauth2/token';

export const tokenAnswer = (token = TOKEN, expiresIn = 32_400): Script =>
  json(200, { access_token: token, token_type: 'Bearer', expires_in: expiresIn, scope: '' });

/** A server that gives a token and scripts everything else. */
export const withToken =
  (scripted: Scripted): Scripted =>
  (request) =>
    isTokenRequest(request) ? tokenAnswer() : scripted(request);

export const paypalAt = (
  baseUrl: string,
  changes: { readonly send?: Send; readonly now?: () => number } = {},
): ProviderAdapter =>
  createPaypalAdapter({
    baseUrl,
    clientId: CLIENT_ID,
    clientSecret: CLIENT_SECRET,
    webhookId: WEBHOOK_ID,
    send: changes.send ?? createSend(),
    now: changes.now ?? Date.now,
  });
