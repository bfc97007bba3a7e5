import { describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '../dialects/registry.ts';
import { createGateway, createMocks, resolveOptions, type MocksOptions } from './index.ts';

describe('what a gateway can not do', () => {
  it.each<[code: string, hint: RegExp, MocksOptions]>([
    ['MOCKS_RATES_UNPUBLISHED', /paypal=20/, { only: ['paypal'], limitsRates: true }],
    ['MOCKS_RATES_UNPUBLISHED', /adyen=20/, { limitsRates: true }],
    ['MOCKS_RATES_UNPUBLISHED', /adyen=20/, { limitsRates: { stripe: true, adyen: true } }],
    ['MOCKS_NOT_LENIENT', /--lenient stripe/, { isLenient: true }],
    ['MOCKS_NOT_LENIENT', /stripe/, { isLenient: ['alipay'] }],
    ['MOCKS_OPTION_INVALID', /./, { only: ['paypal'], isLenient: ['stripe'] }],
    ['MOCKS_OPTION_INVALID', /./, { limitsRates: { paypal: 0 } }],
    ['MOCKS_OPTION_INVALID', /./, { only: ['stripe'], modificationDelayMs: 5 }],
    ['MOCKS_OPTION_INVALID', /./, { modificationDelayMs: -1 }],
    ['MOCKS_GATEWAY_UNKNOWN', /./, { isLenient: ['strip' as 'stripe'] }],
  ])('is refused with %s and %s: %j', (code, hint, options) => {
    expect(() => resolveOptions(options)).toThrow(
      expect.objectContaining({ code, hint: expect.stringMatching(hint) as string }) as Error,
    );
  });

  it('does not keep another from doing it', async () => {
    await using mocks = await createMocks({
      isLenient: ['stripe'],
      limitsRates: { wechatpay: true, paypal: 20 },
    });
    const { baseUrl, environment } = mocks.gateway('stripe');
    const headers = { authorization: `Bearer ${environment['STRIPE_SECRET_KEY'] ?? ''}` };
    const made = await fetch(`${baseUrl}/v1/payment_intents/pi_made_up`, { headers });
    expect(made.status).toBe(200);
  });
});

describe('a rate limit of one’s own', () => {
  it('is there for every gateway', () => {
    for (const name of DIALECT_NAMES) {
      const { behaviours } = resolveOptions({ only: [name], limitsRates: { [name]: 5 } });
      expect(behaviours).toEqual({ [name]: { requestsPerSecond: 5 } });
    }
  });
});

describe('the delay of what Adyen accepted', () => {
  it('is as long as one says, on the clock of the gateways', async () => {
    await using gateway = await createGateway({
      dialect: 'adyen',
      modificationDelayMs: 86_400_000,
    });
    const { ADYEN_API_KEY: key = '', ADYEN_MERCHANT_ACCOUNT: merchantAccount } =
      gateway.environment;
    const post = async (path: string, body: object) => {
      const headers = { 'x-api-key': key, 'content-type': 'application/json' };
      const sent = JSON.stringify({ merchantAccount, ...body });
      const answer = await fetch(`${gateway.baseUrl}/v72${path}`, {
        method: 'POST',
        headers,
        body: sent,
      });
      return (await answer.json()) as Readonly<Record<string, string>>;
    };
    const amount = { currency: 'EUR', value: 1000 };
    const card = { number: '4111111111111111', expiryMonth: '03', expiryYear: '2040', cvc: '737' };
    const paymentMethod = { type: 'scheme', holderName: 'A', ...card };
    const paid = await post('/payments', {
      amount,
      paymentMethod,
      reference: 'order-1',
      returnUrl: 'https://shop.test',
      additionalData: { manualCapture: 'true' },
    });
    const psp = paid['pspReference'] ?? '';
    await post(`/payments/${psp}/captures`, { amount, reference: 'c' });
    gateway.clock.advance(86_399_000);
    expect(gateway.ledger({ movement: 'capture' })).toEqual([]);
    gateway.clock.advance(1000);
    expect(gateway.ledger({ movement: 'capture' })).toHaveLength(1);
  });
});
