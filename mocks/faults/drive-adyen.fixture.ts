import { createHmac } from 'node:crypto';
import { adyenDialect } from '../dialects/adyen/index.ts';
import { readPath } from '../kernel/match-fields.ts';
import { fieldOf } from './drive-stripe.fixture.ts';
import type { ProviderDriver } from './every-fault.fixture.ts';

/** Pays by card at an account that captures at once. */
export const ADYEN: ProviderDriver = {
  dialect: adyenDialect,
  currency: 'EUR',
  missing: {
    'stale-read': 'Checkout has no query of a payment; on-adyen.test.ts shows it on a session',
  },
  pay(rig, { order, key, headers = {} }) {
    const { ADYEN_API_KEY: apiKey = '' } = rig.gateway.environment;
    return rig.ask('POST', '/v72/payments', {
      headers: { 'x-api-key': apiKey, 'idempotency-key': key, ...headers },
      body: {
        merchantAccount: 'PaydrillECOM',
        amount: { currency: 'EUR', value: 1000 },
        reference: order,
        returnUrl: 'https://shop.test/return',
        paymentMethod: {
          type: 'scheme',
          number: '4111111111111111',
          expiryMonth: '03',
          expiryYear: '2040',
        },
      },
    });
  },
  read: () => Promise.reject(new Error('Checkout has no query of a payment')),
  saysPaid: (seen) => fieldOf(seen, 'resultCode') === 'Authorised',
  // The signature covers some fields alone, and not the body: what else was altered is not seen.
  isGenuine: (rig, { body }) => {
    const item = readPath(JSON.parse(body), 'notificationItems.0.NotificationRequestItem');
    const text = (path: string): string => {
      const value = readPath(item, path);
      return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
    };
    const signed = [
      'pspReference',
      'originalReference',
      'merchantAccountCode',
      'merchantReference',
      'amount.value',
      'amount.currency',
      'eventCode',
      'success',
    ];
    const { ADYEN_HMAC_KEY: key = '' } = rig.gateway.environment;
    const wanted = createHmac('sha256', Buffer.from(key, 'hex'))
      .update(signed.map(text).join(':'))
      .digest('base64');
    return Promise.resolve(text('additionalData.hmacSignature') === wanted);
  },
};
