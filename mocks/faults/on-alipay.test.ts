import { AlipaySdk } from 'alipay-sdk';
import { describe, expect, test } from 'vitest';
import { alipayDialect } from '../dialects/alipay/index.ts';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { latency } from './latency.ts';
import { LASTING_OPERATIONS } from './operations.ts';
import { ALIPAY } from './drive-alipay.fixture.ts';
import { describeEveryFault } from './every-fault.fixture.ts';
import { startRig, type Rig } from './rig.fixture.ts';
import { spoilAnswer } from './spoil-answer.ts';

// Faults that depend on what a provider says and does about them, on the Alipay gateway. The official
// client asks; what it can't show is asked for plainly.

const CODE = '2800000000000001';

const order = (outTradeNo: string, authCode = CODE): object => ({
  out_trade_no: outTradeNo,
  total_amount: '10.00',
  subject: 'Tea',
  auth_code: authCode,
});

interface Shop {
  readonly sdk: AlipaySdk;
  /** What the client saw: a code, a sub-code, or that it threw. */
  pay(outTradeNo: string, authCode?: string): Promise<string>;
  query(outTradeNo: string): Promise<string | undefined>;
}

async function openShop(rig: Rig): Promise<Shop> {
  const { environment, app } = rig.gateway;
  const address = app.server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const baseUrl = `http://127.0.0.1:${port}`;
  const sdk = new AlipaySdk({
    appId: environment['ALIPAY_APP_ID'] ?? '',
    privateKey: environment['ALIPAY_PRIVATE_KEY'] ?? '',
    alipayPublicKey: environment['ALIPAY_PUBLIC_KEY'] ?? '',
    gateway: `${baseUrl}/gateway.do`,
    endpoint: baseUrl,
    timeout: 10_000,
  });
  const exec = (method: string, bizContent: object) =>
    sdk.exec(method, { bizContent }, { validateSign: true });
  return {
    sdk,
    pay: async (outTradeNo, authCode) => {
      try {
        const result = await exec('alipay.trade.pay', order(outTradeNo, authCode));
        return 'subCode' in result ? String(result['subCode']) : result.code;
      } catch (error) {
        return error instanceof Error ? error.name : 'thrown';
      }
    },
    query: async (outTradeNo) => {
      const result = await exec('alipay.trade.query', { out_trade_no: outTradeNo });
      return 'tradeStatus' in result ? String(result['tradeStatus']) : undefined;
    },
  };
}

const start = (): Promise<Rig> => startRig({ dialect: alipayDialect });

const onlyConfirm = { operations: ['confirm'] } as const;

/** Pays `o1`, which is held up on its way; nobody waits for the answer, on however slow a machine. */
async function payLate(rig: Rig, shop: Shop): Promise<{ readonly arrived: Promise<unknown> }> {
  rig.arm('late-arrival', { holdMs: 60_000 }, onlyConfirm);
  const arrived = rig.nextExchange(({ faults }) => faults.includes('late-arrival'));
  void shop.pay('o1');
  await expect.poll(() => rig.met(), { timeout: 20_000, interval: 5 }).toBe(1);
  rig.gateway.faults.clearAll();
  return { arrived };
}

describeEveryFault(ALIPAY);

describe('Alipay under faults', () => {
  test('pays when nothing is armed', async () => {
    await using rig = await start();
    const shop = await openShop(rig);
    expect(await shop.pay('o1')).toBe('10000');
    expect(rig.captured()).toBe(1000);
  });

  test('rate-limit: code 40005 under HTTP 200 in v2, HTTP 429 in v3, signed in both', async () => {
    await using rig = await start();
    const shop = await openShop(rig);
    rig.arm('rate-limit', { retryAfterSeconds: 9 }, onlyConfirm);
    expect(await shop.pay('o1')).toBe('isv.app-call-limited');
    const thrown: unknown = await shop.sdk
      .curl('POST', '/v3/alipay/trade/pay', { body: order('o1') })
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      code: 'app-call-limited',
      responseHttpStatus: 429,
      responseHttpHeaders: { 'retry-after': '9' },
    });
    expect(rig.captured()).toBe(0);
  });

  test('error-status and maintenance keep their status, with words of Alipay inside', async () => {
    await using rig = await start();
    const shop = await openShop(rig);
    rig.arm('error-status', { status: 502 }, onlyConfirm);
    expect(await shop.pay('o1')).toBe('AlipayRequestError');
    rig.gateway.faults.clearAll();
    rig.arm('maintenance', {}, onlyConfirm);
    const thrown: unknown = await shop.sdk
      .exec('alipay.trade.pay', { bizContent: order('o1') })
      .catch((error: unknown) => error);
    expect(thrown).toMatchObject({
      responseDataRaw: expect.stringContaining('"code":"20000"') as string,
    });
    expect(rig.gateway.journal(1)).toMatchObject([{ status: 503 }]);
    expect(rig.captured()).toBe(0);
  });

  test.each([
    ['soft', 'ACQ.PAYMENT_FAIL'],
    ['later', 'ACQ.BUYER_BALANCE_NOT_ENOUGH'],
    ['hard', 'ACQ.BUYER_ENABLE_STATUS_FORBID'],
    ['fix-data', 'ACQ.PAYMENT_AUTH_CODE_INVALID'],
  ])('decline-surge %s: the buyer who always pays is declined with %s', async (kind, code) => {
    await using rig = await start();
    const shop = await openShop(rig);
    rig.arm('decline-surge', { kind });
    expect(await shop.pay('o1')).toBe(code);
    expect(rig.gateway.ledger()).toEqual([]);
    expect(rig.gateway.journal(1)).toMatchObject([{ decline: { kind, code } }]);
  });

  test.each(['processed-then-lost', 'processed-then-500', 'cut-body', 'malformed-body'])(
    '%s: the same order again charges no second time',
    async (fault) => {
      await using rig = await start();
      const shop = await openShop(rig);
      rig.arm(fault, {}, onlyConfirm);
      expect(await shop.pay('o1')).not.toBe('10000');
      rig.gateway.faults.clearAll();
      expect(await shop.pay('o1')).toBe('ACQ.TRADE_HAS_SUCCESS');
      expect(await shop.query('o1')).toBe('TRADE_SUCCESS');
      expect(rig.captured()).toBe(1000);
    },
  );

  test('processed-then-lost: the SDK asks twice by itself, and one order is charged once', async () => {
    await using rig = await start();
    const shop = await openShop(rig);
    rig.arm('processed-then-lost', { by: 'reset' }, onlyConfirm);
    expect(await shop.pay('o1')).toBe('AlipayRequestError');
    expect(rig.gateway.faults.list()[0]?.met).toBe(2);
    expect(rig.captured()).toBe(1000);
  });

  test('processed-then-lost: another order number charges twice, and the ledger says so', async () => {
    await using rig = await start();
    const shop = await openShop(rig);
    rig.arm('processed-then-lost', {}, onlyConfirm);
    await shop.pay('o1');
    rig.gateway.faults.clearAll();
    await shop.pay('o2');
    expect(rig.captured()).toBe(2000);
  });

  test('processed-then-lost: the same code under another number is refused, as by Alipay', async () => {
    await using rig = await start();
    const shop = await openShop(rig);
    const shown = '2877777777777777';
    rig.arm('processed-then-lost', {}, onlyConfirm);
    await shop.pay('o1', shown);
    rig.gateway.faults.clearAll();
    expect(await shop.pay('o2', shown)).toBe('ACQ.PAYMENT_AUTH_CODE_INVALID');
    expect(rig.captured()).toBe(1000);
  });

  test('late-arrival: a query says that there is no such trade, and then there is one', async () => {
    await using rig = await start();
    const shop = await openShop(rig);
    const late = await payLate(rig, shop);
    expect(await shop.query('o1')).toBeUndefined();
    rig.clock.advance(60_000);
    await late.arrived;
    expect(await shop.query('o1')).toBe('TRADE_SUCCESS');
    expect(rig.captured()).toBe(1000);
  });

  test('late-arrival: after a retry of the same order the late one charges no second time', async () => {
    await using rig = await start();
    const shop = await openShop(rig);
    const late = await payLate(rig, shop);
    expect(await shop.pay('o1')).toBe('10000');
    rig.clock.advance(60_000);
    await late.arrived;
    expect(rig.captured()).toBe(1000);
  });

  test.each(['stranger', 'nobody'] as const)(
    'an answer signed by %s is not believed',
    async (signer) => {
      const forged = defineFault({
        name: 'forged',
        summary: '',
        example: latency.example,
        options: latency.options,
        appliesTo: LASTING_OPERATIONS,
        meet: async (request) =>
          spoilAnswer(await request.proceed(), (answer) => whole(request.seal(answer, signer))),
      });
      await using rig = await start();
      const shop = await openShop(rig);
      rig.gateway.faults.arm({
        name: 'forged',
        definition: forged,
        options: latency.options.parse({}),
        share: 1,
        operations: [],
        leaseMs: null,
      });
      expect(await shop.pay('o1')).not.toBe('10000');
      await expect(
        shop.sdk.curl('POST', '/v3/alipay/trade/pay', { body: order('o2') }),
      ).rejects.toThrow();
      // By default the client does not look.
      const believed = await shop.sdk.exec('alipay.trade.pay', { bizContent: order('o3') });
      expect(believed).toMatchObject({ code: '10000' });
    },
  );
});
