import type { GatewayName } from '../../harness/core/outcome.ts';

/** How a provider's own client is pointed at a gateway. */
export interface SdkHint {
  /** What the provider calls itself. */
  readonly provider: string;
  /** The official client for Node. */
  readonly package: string;
  /** A module of code that needs nothing but the printed environment; a test runs it. */
  snippet(baseUrl: string): string;
  /** Page of the documentation with the whole story. */
  readonly docs: string;
}

const docsOf = (name: GatewayName): string => `docs/gateways/${name}.md`;

/** For clients whose address is fixed: an official option takes an agent, which connects here. */
const agentFor = (baseUrl: string): readonly string[] => {
  const { hostname, port } = new URL(baseUrl);
  return [
    "import { Agent } from 'node:https';",
    "import { connect } from 'node:net';",
    '',
    'class GatewayAgent extends Agent {',
    `  createConnection() { return connect(${port}, '${hostname}'); }`,
    '}',
  ];
};

/** For every provider, whether or not its dialect is there yet. */
export const SDK_HINTS: Readonly<Record<GatewayName, SdkHint>> = {
  stripe: {
    provider: 'Stripe',
    package: 'stripe',
    docs: docsOf('stripe'),
    snippet: (baseUrl) => {
      const { hostname, port } = new URL(baseUrl);
      return lines(
        "import Stripe from 'stripe';",
        'const stripe = new Stripe(process.env.STRIPE_SECRET_KEY, {',
        `  host: '${hostname}', port: ${port}, protocol: 'http',`,
        '});',
      );
    },
  },
  adyen: {
    provider: 'Adyen',
    package: '@adyen/api-library',
    docs: docsOf('adyen'),
    snippet: (baseUrl) =>
      lines(
        "import { CheckoutAPI, Client, Config, HttpURLConnectionClient } from '@adyen/api-library';",
        ...agentFor(baseUrl),
        'const agent = new GatewayAgent();',
        'class GatewayClient extends HttpURLConnectionClient {',
        '  request(endpoint, json, config, isApiRequired, options = {}) {',
        '    // The client makes an agent for each request and assigns it here.',
        "    Object.defineProperty(options, 'agent', { enumerable: true, get: () => agent, set: () => {} });",
        '    return super.request(endpoint, json, config, isApiRequired, options);',
        '  }',
        '}',
        "const config = new Config({ apiKey: process.env.ADYEN_API_KEY, environment: 'TEST' });",
        'const checkout = new CheckoutAPI(new Client(config, new GatewayClient()));',
      ),
  },
  paypal: {
    provider: 'PayPal',
    package: '@paypal/paypal-server-sdk',
    docs: docsOf('paypal'),
    snippet: (baseUrl) =>
      lines(
        "import { Client, Environment, OrdersController } from '@paypal/paypal-server-sdk';",
        ...agentFor(baseUrl),
        'const client = new Client({',
        '  environment: Environment.Sandbox,',
        '  timeout: 20_000,',
        '  httpClientOptions: { httpsAgent: new GatewayAgent() },',
        '  clientCredentialsAuthCredentials: {',
        '    oAuthClientId: process.env.PAYPAL_CLIENT_ID,',
        '    oAuthClientSecret: process.env.PAYPAL_CLIENT_SECRET,',
        '  },',
        '});',
        'const orders = new OrdersController(client);',
      ),
  },
  alipay: {
    provider: 'Alipay',
    package: 'alipay-sdk',
    docs: docsOf('alipay'),
    snippet: (baseUrl) =>
      lines(
        "import { AlipaySdk } from 'alipay-sdk';",
        'const alipay = new AlipaySdk({',
        '  appId: process.env.ALIPAY_APP_ID,',
        '  privateKey: process.env.ALIPAY_PRIVATE_KEY,',
        '  alipayPublicKey: process.env.ALIPAY_PUBLIC_KEY,',
        `  gateway: '${baseUrl}/gateway.do',`,
        `  endpoint: '${baseUrl}',`,
        '});',
      ),
  },
  wechatpay: {
    provider: 'WeChat Pay',
    package: 'wechatpay-node-v3',
    docs: docsOf('wechatpay'),
    snippet: (baseUrl) =>
      lines(
        "import Pay from 'wechatpay-node-v3';",
        "import { PayRequest } from 'wechatpay-node-v3/dist/lib/pay-request.js';",
        'const pay = new Pay({',
        '  appid: process.env.WECHATPAY_APPID,',
        '  mchid: process.env.WECHATPAY_MCHID,',
        '  publicKey: Buffer.from(process.env.WECHATPAY_CERTIFICATE),',
        '  privateKey: Buffer.from(process.env.WECHATPAY_PRIVATE_KEY),',
        '  key: process.env.WECHATPAY_API_V3_KEY,',
        '});',
        'const own = new PayRequest();',
        `const here = (url) => url.replace('https://api.mch.weixin.qq.com', '${baseUrl}');`,
        'pay.createHttp({',
        '  get: (url, headers) => own.get(here(url), headers),',
        '  post: (url, params, headers) => own.post(here(url), params, headers),',
        '  upload: (url, params, headers) => own.upload(here(url), params, headers),',
        '});',
      ),
  },
};

function lines(...code: readonly string[]): string {
  return code.join('\n');
}
