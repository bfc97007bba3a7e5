import type { GatewayName } from '../../harness/core/outcome.ts';

/** How a provider's own client is pointed at a gateway. */
export interface SdkHint {
  /** What the provider calls itself. */
  readonly provider: string;
  /** The official client for Node. */
  readonly package: string;
  /** A few lines of code that need nothing but the printed environment. */
  snippet(baseUrl: string): string;
  /** Page of the documentation with the whole story. */
  readonly docs: string;
}

const docsOf = (name: GatewayName): string => `docs/gateways/${name}.md`;

/** For every provider, whether or not its dialect is there yet. */
export const SDK_HINTS: Readonly<Record<GatewayName, SdkHint>> = {
  stripe: {
    provider: 'Stripe',
    package: 'stripe',
    docs: docsOf('stripe'),
    snippet: (baseUrl) => {
      const { hostname, port } = new URL(baseUrl);
      return `new Stripe(process.env.STRIPE_SECRET_KEY, { host: '${hostname}', port: ${port}, protocol: 'http' })`;
    },
  },
  adyen: {
    provider: 'Adyen',
    package: '@adyen/api-library',
    docs: docsOf('adyen'),
    snippet: (baseUrl) =>
      `// its addresses are fixed: a transport whose agent connects to ${baseUrl}\n` +
      `new Client({ apiKey: process.env.ADYEN_API_KEY, environment: 'TEST' }, httpClient)`,
  },
  paypal: {
    provider: 'PayPal',
    package: '@paypal/paypal-server-sdk',
    docs: docsOf('paypal'),
    snippet: (baseUrl) =>
      `// its addresses are fixed: an https.Agent whose createConnection connects to ${baseUrl}\n` +
      `new Client({ environment: Environment.Sandbox, httpClientOptions: { httpsAgent }, ... })`,
  },
  alipay: {
    provider: 'Alipay',
    package: 'alipay-sdk',
    docs: docsOf('alipay'),
    snippet: (baseUrl) =>
      `new AlipaySdk({ appId, privateKey, alipayPublicKey, gateway: '${baseUrl}/gateway.do', endpoint: '${baseUrl}' })`,
  },
  wechatpay: {
    provider: 'WeChat Pay',
    package: 'wechatpay-node-v3',
    docs: docsOf('wechatpay'),
    snippet: (baseUrl) =>
      `// its address is fixed: a service for HTTP that sends to ${baseUrl} instead\n` +
      `pay.createHttp({ get, post, upload })`,
  },
};
