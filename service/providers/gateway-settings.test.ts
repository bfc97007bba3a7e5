import { describe, expect, it } from 'vitest';
import { PaydrillError } from '../../harness/core/errors.ts';
import { PROVIDER_ERRORS } from './errors.ts';
import { createSend } from './http-send.ts';
import { createAdapters } from './index.ts';

const environment = {
  STRIPE_BASE_URL: 'http://127.0.0.1:1',
  STRIPE_SECRET_KEY: 'sk_test_abc',
  STRIPE_WEBHOOK_SECRET: 'whsec_abc',
  PAYPAL_BASE_URL: 'http://127.0.0.1:2',
  PAYPAL_CLIENT_ID: 'client',
  PAYPAL_CLIENT_SECRET: 'secret',
  PAYPAL_WEBHOOK_ID: 'WH-1',
};

const adaptersOf = (changes: Readonly<Record<string, string | undefined>>) =>
  createAdapters(
    { ...environment, ...changes },
    { gateways: ['stripe', 'paypal'], send: createSend(), now: Date.now },
  );

function errorOf(changes: Readonly<Record<string, string | undefined>>): PaydrillError {
  try {
    adaptersOf(changes);
  } catch (error) {
    if (error instanceof PaydrillError) return error;
  }
  throw new Error('expected a PaydrillError');
}

describe('adapters', () => {
  it('are made for the gateways that are asked for, in their order', () => {
    expect([...adaptersOf({}).keys()]).toEqual(['stripe', 'paypal']);
  });

  it('need no variables of a gateway that is not asked for', () => {
    const { STRIPE_BASE_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = environment;
    const only = { STRIPE_BASE_URL, STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET };
    const adapters = createAdapters(only, {
      gateways: ['stripe'],
      send: createSend(),
      now: Date.now,
    });
    expect(adapters.get('stripe')?.name).toBe('stripe');
  });

  it.each(Object.keys(environment))('are refused without %s, which the error names', (variable) => {
    const error = errorOf({ [variable]: undefined });
    expect(error.code).toBe('PROVIDER_VARIABLE_MISSING');
    expect(error.message).toContain(variable);
    expect(errorOf({ [variable]: '' }).code).toBe('PROVIDER_VARIABLE_MISSING');
  });

  it.each(['sk_live_0123456789', 'rk_live_0123456789'])('refuse %s and do not repeat it', (key) => {
    const error = errorOf({ STRIPE_SECRET_KEY: key });
    expect(error.code).toBe('PROVIDER_LIVE_KEY');
    expect(`${error.message} ${error.hint}`).not.toContain('0123456789');
  });

  it('refuse a live key under any name', () => {
    expect(errorOf({ PAYPAL_CLIENT_SECRET: 'sk_live_1' }).code).toBe('PROVIDER_LIVE_KEY');
  });

  it('refuse a secret that would break a header', () => {
    const error = errorOf({ STRIPE_SECRET_KEY: 'sk_test_abc\r\nx-evil: 1' });
    expect(error.code).toBe('PROVIDER_VARIABLE_MALFORMED');
    expect(error.message).not.toContain('sk_test_abc');
  });

  it.each([
    'not a url',
    'ftp://127.0.0.1',
    'http://user:secret@127.0.0.1',
    'http://127.0.0.1/?key=secret',
    'http://127.0.0.1/#secret',
  ])('refuse the base URL %s without repeating what is in it', (url) => {
    const error = errorOf({ STRIPE_BASE_URL: url });
    expect(error.code).toBe('PROVIDER_BASE_URL_INVALID');
    expect(error.message).not.toContain('secret');
  });

  it.each([
    'http://127.0.0.1:1',
    'http://127.8.8.8/prefix/',
    'http://localhost:1',
    'http://[::1]:1',
  ])('speak to this machine at %s', (url) => {
    expect(adaptersOf({ STRIPE_BASE_URL: url, PAYPAL_BASE_URL: url }).size).toBe(2);
  });

  it.each(['https://api.stripe.com', 'http://127.0.0.1.example.com', 'http://10.0.0.1'])(
    'refuse %s, which is not this machine',
    (url) => {
      expect(errorOf({ STRIPE_BASE_URL: url }).code).toBe('PROVIDER_HOST_NOT_ALLOWED');
    },
  );

  it('speak to another host that is allowed by name, and to no other', () => {
    const allowed = { PAYDRILL_ALLOWED_HOSTS: 'stripe-mock, api.sandbox.example' };
    expect(adaptersOf({ ...allowed, STRIPE_BASE_URL: 'http://stripe-mock:12111' }).size).toBe(2);
    const error = errorOf({ ...allowed, STRIPE_BASE_URL: 'http://other-mock:12111' });
    expect(error.hint).toContain('PAYDRILL_ALLOWED_HOSTS=other-mock');
  });

  it("refuse PayPal's live host even if it is allowed", () => {
    const error = errorOf({
      PAYPAL_BASE_URL: 'https://api-m.paypal.com',
      PAYDRILL_ALLOWED_HOSTS: 'api-m.paypal.com',
    });
    expect(error.code).toBe('PROVIDER_LIVE_HOST');
  });

  it('have a hint for every error', () => {
    for (const row of Object.values(PROVIDER_ERRORS)) expect(row.hint).not.toBe('');
  });
});
