import type { Route } from '../../kernel/dialect.ts';
import type { WebhookRules } from '../../kernel/webhook-rules.ts';
import type { SigningIdentity } from '../../keys/certificate.ts';
import { wireTime, type Desk } from './desk.ts';
import { transmissionId } from './ids.ts';
import { json } from './json-answer.ts';
import { readBody, verifySignatureBody } from './requests.ts';
import { AUTH_ALGORITHM, isSignatureValid, signTransmission } from './signature.ts';
import type { WebhookSigner } from './webhook-signer.ts';
import { webhookIdFor } from './webhook-subscriptions.ts';

// Signing of webhooks, the certificate that receivers fetch, and the endpoint that checks a
// signature for them.

const CERTIFICATES = '/v1/notifications/certs';

/** PayPal tries up to 25 times over three days; how it spaces them it does not say. */
const RETRY_DELAYS_MS: readonly number[] = Array.from({ length: 24 }, (_, index) =>
  Math.min(15_000 * 2 ** index, 4 * 3_600_000),
);

const certificateUrl = (desk: Desk, identity: SigningIdentity): string =>
  `${desk.gateway.baseUrl()}${CERTIFICATES}/${certificateName(identity)}`;

/** In PayPal's form. */
const certificateName = ({ serial }: SigningIdentity): string =>
  `CERT-${serial.toLowerCase().replaceAll(/.{8}(?=.)/g, '$&-')}`;

export function createWebhookRules(desk: Desk, signer: WebhookSigner): WebhookRules {
  return {
    retryDelaysMs: RETRY_DELAYS_MS,
    timeoutMs: 30_000,
    order: 'none',
    isAccepted: (status) => status >= 200 && status < 300,
    dress({ body, url }, { nowMs, signer: whose }) {
      const id = transmissionId(desk.gateway.ids);
      const time = wireTime(nowMs);
      const identity = signer.current();
      const webhookId = webhookIdFor(desk.books, url, signer.webhookId);
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'PayPal/AUHD-paydrill',
        'paypal-transmission-id': id,
        'paypal-transmission-time': time,
        'paypal-auth-algo': AUTH_ALGORITHM,
        'paypal-cert-url': certificateUrl(desk, identity),
      };
      if (whose === 'nobody') return { headers, body };
      const key =
        whose === 'provider' ? identity.privateKey : desk.gateway.keys.rsa('stranger').privateKey;
      const signature = signTransmission({ id, time, webhookId, body }, key);
      return { headers: { ...headers, 'paypal-transmission-sig': signature }, body };
    },
  };
}

export function webhookRoutes(desk: Desk, signer: WebhookSigner): readonly Route[] {
  const certificate: Route = {
    method: 'GET',
    path: `${CERTIFICATES}/:name`,
    operation: 'other',
    body: 'none',
    isOpen: true,
    orderOf: () => null,
    handle({ request }) {
      const identity = signer
        .all()
        .find((known) => certificateName(known) === request.params['name']);
      if (identity === undefined) return desk.errors.status(404);
      return {
        status: 200,
        headers: { 'content-type': 'application/x-pem-file' },
        body: identity.certificatePem,
      };
    },
  };
  const verification: Route = {
    method: 'POST',
    path: '/v1/notifications/verify-webhook-signature',
    operation: 'other',
    body: 'json',
    orderOf: () => null,
    handle({ request }) {
      const body = readBody(verifySignatureBody, request.json, desk.errors);
      const identity = signer.all().find((known) => certificateUrl(desk, known) === body.cert_url);
      const isGenuine =
        identity !== undefined &&
        body.auth_algo === AUTH_ALGORITHM &&
        (body.webhook_id === signer.webhookId || desk.books.webhooks.has(body.webhook_id)) &&
        isSignatureValid(
          {
            id: body.transmission_id,
            time: body.transmission_time,
            webhookId: body.webhook_id,
            // The events are sent as compact JSON, so writing one again gives the signed bytes.
            body: JSON.stringify(body.webhook_event),
          },
          body.transmission_sig,
          identity.publicKey,
        );
      return json(200, { verification_status: isGenuine ? 'SUCCESS' : 'FAILURE' });
    },
  };
  return [certificate, verification];
}
