import { expect, test } from 'vitest';
import { ADYEN } from './drive-adyen.fixture.ts';
import { ALIPAY } from './drive-alipay.fixture.ts';
import { PAYPAL } from './drive-paypal.fixture.ts';
import { STRIPE } from './drive-stripe.fixture.ts';
import { WECHATPAY } from './drive-wechatpay.fixture.ts';
import { startRig } from './rig.fixture.ts';

test.each([
  [STRIPE, 429, /"code": ?"rate_limit"/],
  [ADYEN, 429, /"errorCode": ?"000"/],
  [PAYPAL, 429, /"RATE_LIMIT_REACHED"/],
  // A frequency limit is HTTP 200 in v2.
  [ALIPAY, 200, /"code":"40005",.*"sub_code":"isv.app-call-limited"/],
  [WECHATPAY, 429, /"FREQUENCY_LIMITED"/],
])(
  'a rate limit of one’s own is told in the words of $dialect.name',
  async (driver, status, words) => {
    const { dialect } = driver;
    await using rig = await startRig({ dialect, behaviour: { requestsPerSecond: 0.001 } });
    // The first one is let in, whatever it is about.
    await driver.pay(rig, { order: 'order-1', key: 'key-1' });
    const seen = await driver.pay(rig, { order: 'order-2', key: 'key-2' });
    expect(driver.saysPaid(seen)).toBe(false);
    if (driver === PAYPAL) return expect(JSON.stringify(seen)).not.toContain('COMPLETED');
    expect(seen).toMatchObject({ kind: 'answered', status });
    expect(seen.kind === 'answered' ? seen.body : '').toMatch(words);
    const { order } = { order: 'order-2' };
    expect(rig.gateway.ledger().some((entry) => entry.order === order)).toBe(false);
  },
);
