import {
  CheckoutAPI,
  Client,
  Config,
  EnvironmentEnum,
  HttpURLConnectionClient,
  Types,
} from '@adyen/api-library';
import {
  CheckoutPaymentIntent,
  Client as PayPalClient,
  Environment,
  OrdersController,
  type ApiError,
} from '@paypal/paypal-server-sdk';
import { AlipaySdk } from 'alipay-sdk';
import { Agent } from 'node:https';
import { connect, type Socket } from 'node:net';
import Stripe from 'stripe';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import WechatPay from 'wechatpay-node-v3';
import { PayRequest } from 'wechatpay-node-v3/dist/lib/pay-request.js';
import { createGateway, type RunningGateway } from '../../index.ts';
import type { DialectName } from '../../mocks/dialects/registry.ts';

// What the official clients do that no service expects of them, each with the fault or the behaviour
// of a gateway that shows it, and the ledger that tells what really happened. docs/gateways/traps.md
// is this list for readers.

let gateway: RunningGateway;
const open = (dialect: DialectName): void => {
  beforeEach(async () => {
    gateway = await createGateway({ dialect, seed: 7 });
  });
  afterEach(() => gateway[Symbol.asyncDispose]());
};

const credential = (name: string): string => gateway.environment[name] ?? '';
const captured = (): readonly number[] =>
  gateway.ledger({ movement: 'capture' }).map(({ amountMinor }) => amountMinor);
const asked = (operation: string) =>
  gateway.journal().filter((exchange) => exchange.operation === operation);
const thrownBy = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing',
    (error: unknown) => error,
  );

/** Leads where the gateway listens, whatever host a client believes to speak to. */
class GatewayAgent extends Agent {
  override createConnection(): Socket {
    const { hostname, port } = new URL(gateway.baseUrl);
    return connect(Number(port), hostname);
  }
}

describe('stripe-node', () => {
  open('stripe');

  function client(config: Stripe.StripeConfig = {}): Stripe {
    const { hostname: host, port } = new URL(gateway.baseUrl);
    const here = { host, port: Number(port), protocol: 'http', telemetry: false } as const;
    return new Stripe(credential('STRIPE_SECRET_KEY'), { ...here, ...config });
  }
  const pay = (stripe: Stripe, options: Stripe.RequestOptions = {}) =>
    stripe.paymentIntents.create(
      {
        amount: 1000,
        currency: 'eur',
        payment_method: 'pm_card_visa',
        confirm: true,
        automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
      },
      options,
    );

  it('resolves with {} for a 503 without an error in it', async () => {
    gateway.arm({ fault: 'empty-object-503' });
    const paid = await pay(client({ maxNetworkRetries: 0 }));
    expect({ id: paid.id, status: paid.status }).toEqual({ id: undefined, status: undefined });
    expect(captured()).toEqual([]);
  });

  it('asks a second time with no retries allowed, when its connection is reset', async () => {
    gateway.arm({ fault: 'processed-then-lost', options: { by: 'reset' } });
    const error = await thrownBy(pay(client({ maxNetworkRetries: 0 })));
    expect(error).toBeInstanceOf(Stripe.errors.StripeConnectionError);
    expect(asked('confirm')).toHaveLength(2);
    // It keeps its key meanwhile, so that the money is taken once.
    expect(new Set(asked('confirm').map(({ key }) => key)).size).toBe(1);
    expect(captured()).toEqual([1000]);
  });

  it('charges twice when its caller tries again, for that mints a new key', async () => {
    const stripe = client({ maxNetworkRetries: 0 });
    const lost = gateway.arm({ fault: 'processed-then-lost' });
    expect(await thrownBy(pay(stripe))).toBeInstanceOf(Error);
    lost.clear();
    await pay(stripe);
    expect(captured()).toEqual([1000, 1000]);
  });

  it('charges once when its caller tries again with a key of its own', async () => {
    const stripe = client({ maxNetworkRetries: 0 });
    const lost = gateway.arm({ fault: 'processed-then-lost' });
    expect(await thrownBy(pay(stripe, { idempotencyKey: 'order-1' }))).toBeInstanceOf(Error);
    lost.clear();
    await pay(stripe, { idempotencyKey: 'order-1' });
    expect(captured()).toEqual([1000]);
  });
});

describe('@adyen/api-library', () => {
  open('adyen');

  class GatewayClient extends HttpURLConnectionClient {
    override request(
      ...[endpoint, json, config, isApiRequired, options = {}]: Parameters<
        HttpURLConnectionClient['request']
      >
    ): Promise<string> {
      const agent = new GatewayAgent();
      Object.defineProperty(options, 'agent', { enumerable: true, get: () => agent, set() {} });
      return super.request(endpoint, json, config, isApiRequired, options);
    }
  }
  const pay = () => {
    const config = new Config({
      apiKey: credential('ADYEN_API_KEY'),
      environment: EnvironmentEnum.TEST,
    });
    return new CheckoutAPI(new Client(config, new GatewayClient())).PaymentsApi.payments({
      merchantAccount: credential('ADYEN_MERCHANT_ACCOUNT'),
      amount: { currency: 'EUR', value: 1000 },
      reference: 'order-1',
      returnUrl: 'https://shop.example/return',
      paymentMethod: {
        type: Types.checkout.CardDetails.TypeEnum.Scheme,
        number: '4111111111111111',
        expiryMonth: '03',
        expiryYear: '2030',
        holderName: 'Ada',
      },
    });
  };

  it('resolves with {} for a page of HTML', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    gateway.arm({ fault: 'html-200' });
    expect(await pay()).toEqual({});
    expect(warned).toHaveBeenCalledOnce();
    warned.mockRestore();
    expect(captured()).toEqual([]);
  });

  it('makes a status of 500 up for a lost connection, behind which money may have moved', async () => {
    gateway.arm({ fault: 'processed-then-lost', options: { by: 'reset' } });
    expect(await thrownBy(pay())).toMatchObject({ name: 'ApiException', statusCode: 500 });
    expect(gateway.journal()).toMatchObject([{ status: null }]);
    expect(captured()).toEqual([1000]);
  });

  it('sends no idempotency key by itself, so that a second try is a second payment', async () => {
    const lost = gateway.arm({ fault: 'processed-then-lost' });
    // No `Error` either: what asks for `instanceof Error` never sees it.
    const error = await thrownBy(pay());
    expect(error).toMatchObject({ name: 'ApiException' });
    expect(error).not.toBeInstanceOf(Error);
    lost.clear();
    await pay();
    expect(asked('confirm').map(({ key }) => key)).toEqual([null, null]);
    expect(captured()).toEqual([1000, 1000]);
  });
});

describe('@paypal/paypal-server-sdk', () => {
  open('paypal');

  const client = (timeout?: number): OrdersController =>
    new OrdersController(
      new PayPalClient({
        environment: Environment.Sandbox,
        ...(timeout === undefined ? {} : { timeout }),
        httpClientOptions: { httpsAgent: new GatewayAgent() },
        clientCredentialsAuthCredentials: {
          oAuthClientId: credential('PAYPAL_CLIENT_ID'),
          oAuthClientSecret: credential('PAYPAL_CLIENT_SECRET'),
        },
      }),
    );
  const create = (orders: OrdersController) =>
    orders.createOrder({
      body: {
        intent: CheckoutPaymentIntent.Capture,
        purchaseUnits: [{ amount: { currencyCode: 'EUR', value: '10.00' } }],
      },
    });

  it('waits for as long as the gateway is silent, unless it was given a time', async () => {
    gateway.arm({ fault: 'hang', operations: ['create'] });
    const patient = { isOver: false };
    const waiting = thrownBy(create(client())).finally(() => {
      patient.isOver = true;
    });
    const impatient = await thrownBy(create(client(300)));
    expect(String(impatient)).toMatch(/timeout|timed out/i);
    expect(patient.isOver).toBe(false);
    await gateway[Symbol.asyncDispose]();
    expect(await waiting).toBeInstanceOf(Error);
  });

  it('asks for as many tokens as there are first calls at once', async () => {
    const orders = client();
    await Promise.all(Array.from({ length: 10 }, () => create(orders)));
    expect(asked('token')).toHaveLength(10);
    await create(orders);
    expect(asked('token')).toHaveLength(10);
  });

  it('keeps a token that was answered 401, and is answered 401 ever after', async () => {
    const orders = client();
    await create(orders);
    gateway.arm({ fault: 'token-expiry' });
    for (let call = 0; call < 3; call += 1) {
      const error = await thrownBy(create(orders));
      expect(error).toMatchObject({ statusCode: 401 } satisfies Partial<ApiError>);
    }
    expect(asked('token')).toHaveLength(1);
    await create(client());
    expect(asked('token')).toHaveLength(2);
  });
});

describe('alipay-sdk', () => {
  open('alipay');

  const pay = (options?: { readonly validateSign: boolean }) =>
    new AlipaySdk({
      appId: credential('ALIPAY_APP_ID'),
      privateKey: credential('ALIPAY_PRIVATE_KEY'),
      alipayPublicKey: credential('ALIPAY_PUBLIC_KEY'),
      gateway: `${gateway.baseUrl}/gateway.do`,
    }).exec(
      'alipay.trade.pay',
      {
        bizContent: {
          out_trade_no: 'order-1',
          total_amount: '10.00',
          subject: 'Tea',
          auth_code: '2800000000000001',
        },
      },
      options,
    );

  it.each(['unsigned-answer', 'wrongly-signed-answer'] as const)(
    'believes an answer that nobody signed, unless it is told to look: %s',
    async (fault) => {
      gateway.arm({ fault });
      expect(await pay()).toMatchObject({ code: '10000' });
      await expect(pay({ validateSign: true })).rejects.toThrow();
    },
  );

  it('asks a second time by itself when its connection breaks', async () => {
    gateway.arm({ fault: 'processed-then-lost', options: { by: 'reset' } });
    expect(await thrownBy(pay())).toBeInstanceOf(Error);
    expect(asked('confirm')).toHaveLength(2);
    // The order's number is the key.
    expect(captured()).toEqual([1000]);
  });
});

describe('wechatpay-node-v3', () => {
  open('wechatpay');

  function client(): WechatPay {
    const pay = new WechatPay({
      appid: credential('WECHATPAY_APPID'),
      mchid: credential('WECHATPAY_MCHID'),
      publicKey: Buffer.from(credential('WECHATPAY_CERTIFICATE')),
      privateKey: Buffer.from(credential('WECHATPAY_PRIVATE_KEY')),
      key: credential('WECHATPAY_API_V3_KEY'),
    });
    const own = new PayRequest();
    const here = (url: string) => url.replace('https://api.mch.weixin.qq.com', gateway.baseUrl);
    pay.createHttp({
      get: (url, headers) => own.get(here(url), headers),
      post: (url, params, headers) => own.post(here(url), params, headers),
      upload: (url, params, headers) => own.upload(here(url), params, headers),
    });
    return pay;
  }
  const create = (pay: WechatPay, total = 1000) =>
    pay.transactions_native({
      description: 'Tea',
      out_trade_no: 'order-1',
      notify_url: 'http://127.0.0.1:9/notify',
      amount: { total },
    });

  it('resolves when the gateway refused', async () => {
    const answer = await create(client(), 0);
    expect(answer).toMatchObject({ status: 400, error: expect.stringContaining('PARAM_ERROR') });
  });

  it('resolves without a status when the connection was reset', async () => {
    gateway.arm({ fault: 'connection-reset' });
    const answer: object = await create(client());
    expect(Reflect.get(answer, 'status')).toBeUndefined();
    expect(answer).toMatchObject({ errRaw: { code: 'ECONNRESET' } });
  });

  it('resolves with nothing for a page of HTML', async () => {
    gateway.arm({ fault: 'html-200' });
    expect(await create(client())).toMatchObject({ status: 200, data: {} });
    expect(gateway.status().payments).toBe(0);
  });

  it.each(['unsigned-answer', 'wrongly-signed-answer'] as const)(
    'does not look at signatures by itself: %s',
    async (fault) => {
      gateway.arm({ fault });
      const answer = await create(client());
      expect(answer).toMatchObject({ status: 200, data: { code_url: expect.any(String) } });
    },
  );

  it('waits for as long as the gateway is silent', async () => {
    const hang = gateway.arm({ fault: 'hang' });
    const held = { isOver: false };
    const waiting = create(client()).finally(() => {
      held.isOver = true;
    });
    await expect.poll(() => hang.met()).toBe(1);
    expect(held.isOver).toBe(false);
    await gateway[Symbol.asyncDispose]();
    expect(Reflect.get(await waiting, 'status')).toBeUndefined();
  });
});
