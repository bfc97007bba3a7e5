import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { createGateway } from '../process/index.ts';
import { DIALECT_NAMES, type DialectName } from './registry.ts';
import { SDK_HINTS } from './sdk-hints.ts';

/** What a reader writes below the snippet: one call that the gateway answers, told as JSON. */
const USES: Readonly<Record<DialectName, string>> = {
  stripe: `
    const made = await stripe.paymentIntents.create({ amount: 1000, currency: 'eur' });
    console.log(made.status);`,
  adyen: `
    const made = await checkout.PaymentsApi.sessions({
      merchantAccount: process.env.ADYEN_MERCHANT_ACCOUNT, reference: 'order-1',
      amount: { currency: 'EUR', value: 1000 }, returnUrl: 'https://shop.test',
    });
    console.log(made.reference);`,
  paypal: `
    const { result } = await orders.createOrder({ body: {
      intent: 'CAPTURE',
      purchaseUnits: [{ amount: { currencyCode: 'EUR', value: '10.00' } }],
    } });
    console.log(result.status);`,
  alipay: `
    const made = await alipay.exec('alipay.trade.precreate', { bizContent: {
      out_trade_no: 'order-1', total_amount: '88.88', subject: 'Tea',
    } }, { validateSign: true });
    console.log(made.msg);`,
  wechatpay: `
    const made = await pay.transactions_native({
      description: 'Tea', out_trade_no: 'order-1', notify_url: 'https://shop.test/notify',
      amount: { total: 1000 },
    });
    console.log(made.status);`,
};

const SAYS: Readonly<Record<DialectName, string>> = {
  stripe: 'requires_payment_method',
  adyen: 'order-1',
  paypal: 'CREATED',
  alipay: 'Success',
  wechatpay: '200',
};

it.each(DIALECT_NAMES)(
  'the lines that the banner prints for %s run as they stand',
  async (name) => {
    await using gateway = await createGateway({ dialect: name });
    const code = `${SDK_HINTS[name].snippet(gateway.baseUrl)}\n${USES[name]}`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', code],
      { env: { ...process.env, ...gateway.environment } },
    );
    expect(stdout.trim()).toBe(SAYS[name]);
    expect(gateway.journal().length).toBeGreaterThan(0);
  },
);

it('has no line that needs scrolling in a terminal', () => {
  for (const { snippet } of Object.values(SDK_HINTS)) {
    for (const line of snippet('http://127.0.0.1:12401').split('\n')) {
      expect(line.length).toBeLessThanOrEqual(100);
    }
  }
});
