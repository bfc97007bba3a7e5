import { timingSafeEqual } from 'node:crypto';
import type { Answer } from '../../kernel/answer.ts';
import type { GatewayContext, Route } from '../../kernel/dialect.ts';
import { headerOf, type GatewayRequest } from '../../kernel/request.ts';
import type { ApiErrors } from './api-errors.ts';
import { json } from './json-answer.ts';
import type { TokenStore } from './tokens.ts';

// OAuth 2 with client credentials, and the check of the tokens that it gives out.

export interface Credentials {
  readonly clientId: string;
  readonly clientSecret: string;
}

/** Nine hours, as PayPal's sandbox. */
const LIFETIME_MS = 32_400_000;

const SCOPES = [
  'https://uri.paypal.com/services/payments/payment/authcapture',
  'https://uri.paypal.com/services/payments/refund',
  'https://uri.paypal.com/services/payments/realtimepayment',
  'https://uri.paypal.com/services/applications/webhooks',
  'https://api.paypal.com/v1/payments/.*',
  'openid',
].join(' ');

export function tokenRoute(
  gateway: GatewayContext,
  tokens: TokenStore,
  credentials: Credentials,
): Route {
  const appId = `APP-${gateway.ids.next('', 17).toUpperCase()}`;
  return {
    method: 'POST',
    path: '/v1/oauth2/token',
    operation: 'token',
    body: 'form',
    isOpen: true,
    orderOf: () => null,
    handle({ request, overrides }) {
      if (!isClient(headerOf(request, 'authorization'), credentials)) {
        return oauthError(401, 'invalid_client', 'Client Authentication failed');
      }
      const grantType = request.form['grant_type'];
      if (grantType === undefined) {
        return oauthError(400, 'invalid_request', 'grant_type is required');
      }
      if (grantType !== 'client_credentials') {
        return oauthError(400, 'unsupported_grant_type', 'Grant Type is NULL or not supported');
      }
      const token = tokens.issue(overrides.tokenLifetimeMs ?? LIFETIME_MS);
      return json(200, {
        scope: SCOPES,
        access_token: token.accessToken,
        token_type: 'Bearer',
        app_id: appId,
        expires_in: token.expiresInSeconds,
        nonce: new Date(gateway.clock.now()).toISOString() + gateway.ids.next('', 43),
      });
    },
  };
}

/** Null lets the request in. */
export function refuseStranger(
  request: GatewayRequest,
  tokens: TokenStore,
  errors: ApiErrors,
): Answer | null {
  const bearer = /^Bearer (\S+)$/i.exec(headerOf(request, 'authorization') ?? '')?.[1];
  if (bearer === undefined) return errors.status(401);
  switch (tokens.stateOf(bearer)) {
    case 'live':
      return null;
    case 'expired':
      return errors.invalidToken('Access Token not found in cache');
    default:
      return errors.invalidToken('Token signature verification failed');
  }
}

const oauthError = (status: number, error: string, description: string): Answer =>
  json(status, { error, error_description: description });

function isClient(header: string | undefined, { clientId, clientSecret }: Credentials): boolean {
  const encoded = /^Basic (\S+)$/i.exec(header ?? '')?.[1] ?? '';
  const given = Buffer.from(encoded, 'base64');
  const wanted = Buffer.from(`${clientId}:${clientSecret}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}
