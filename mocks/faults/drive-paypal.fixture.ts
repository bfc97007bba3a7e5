import { X509Certificate } from 'node:crypto';
import { isSignatureValid } from '../dialects/paypal/signature.ts';
import { paypalDialect } from '../dialects/paypal/index.ts';
import { fieldOf } from './drive-stripe.fixture.ts';
import type { ProviderDriver } from './every-fault.fixture.ts';
import type { Rig } from './rig.fixture.ts';

const ORDERS = '/v2/checkout/orders';

/** Pays an order by card in one request, the way that moves money at once. */
export const PAYPAL: ProviderDriver = {
  dialect: paypalDialect,
  currency: 'EUR',
  missing: {},
  async pay(rig, { order, key, headers = {} }) {
    const token = await takeToken(rig);
    return rig.ask('POST', ORDERS, {
      headers: {
        authorization: `Bearer ${token}`,
        'paypal-request-id': key,
        prefer: 'return=representation',
        ...headers,
      },
      body: {
        intent: 'CAPTURE',
        purchase_units: [{ reference_id: order, amount: { currency_code: 'EUR', value: '10.00' } }],
        payment_source: { card: { number: '4242424242424242', expiry: '2030-12' } },
      },
    });
  },
  async read(rig, order) {
    const { object } = rig.gateway.ledger().find((entry) => entry.order === order) ?? {};
    const headers = { authorization: `Bearer ${await takeToken(rig)}` };
    return rig.ask('GET', `${ORDERS}/${object ?? 'none'}`, { headers });
  },
  saysPaid: (seen) =>
    fieldOf(seen, 'status') === 'COMPLETED' &&
    seen.kind === 'answered' &&
    !seen.body.includes('DECLINED'),
  async isGenuine(rig, { headers, body }, first) {
    const text = (name: string): string => String(headers[name] ?? '');
    // A merchant who keeps to the certificate that the first webhook named.
    const url = text('paypal-cert-url');
    if (url !== first.headers['paypal-cert-url']) return false;
    const fetched = await rig.ask('GET', new URL(url).pathname);
    if (fetched.kind !== 'answered' || fetched.status !== 200) return false;
    return isSignatureValid(
      {
        id: text('paypal-transmission-id'),
        time: text('paypal-transmission-time'),
        webhookId: rig.gateway.environment['PAYPAL_WEBHOOK_ID'] ?? '',
        body,
      },
      text('paypal-transmission-sig'),
      new X509Certificate(fetched.body).publicKey,
    );
  },
};

async function takeToken(rig: Rig): Promise<string> {
  const { PAYPAL_CLIENT_ID: id = '', PAYPAL_CLIENT_SECRET: secret = '' } = rig.gateway.environment;
  const seen = await rig.ask('POST', '/v1/oauth2/token', {
    form: 'grant_type=client_credentials',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
  });
  return String(fieldOf(seen, 'access_token'));
}
