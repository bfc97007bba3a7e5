import { describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '../dialects/registry.ts';
import { createMocks, resolveOptions, type MocksOptions } from './index.ts';

describe('what a gateway can not do', () => {
  it.each<[code: string, hint: RegExp, MocksOptions]>([
    ['MOCKS_RATES_UNPUBLISHED', /paypal=20/, { only: ['paypal'], limitsRates: true }],
    ['MOCKS_RATES_UNPUBLISHED', /adyen=20/, { limitsRates: true }],
    ['MOCKS_RATES_UNPUBLISHED', /adyen=20/, { limitsRates: { stripe: true, adyen: true } }],
    ['MOCKS_NOT_LENIENT', /--lenient stripe/, { isLenient: true }],
    ['MOCKS_NOT_LENIENT', /stripe/, { isLenient: ['alipay'] }],
    ['MOCKS_OPTION_INVALID', /./, { only: ['paypal'], isLenient: ['stripe'] }],
    ['MOCKS_OPTION_INVALID', /./, { limitsRates: { paypal: 0 } }],
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
