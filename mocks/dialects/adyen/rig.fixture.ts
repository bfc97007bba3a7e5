import { createServer, type IncomingHttpHeaders } from 'node:http';
import { Agent } from 'node:https';
import { connect, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  CheckoutAPI,
  Client,
  Config,
  EnvironmentEnum,
  HttpURLConnectionClient,
} from '@adyen/api-library';
import { pino } from 'pino';
import type { LedgerEntry } from '../../../harness/core/events.ts';
import { parseSeed } from '../../../harness/core/ids.ts';
import { findFault, parseFaultOptions } from '../../faults/index.ts';
import { createClock, type MovableClock } from '../../kernel/clock.ts';
import { createGateway } from '../../kernel/create-gateway.ts';
import type { Gateway } from '../../kernel/gateway.ts';
import { createAdyenDialect } from './index.ts';

// The gateway on a real socket, the official client pointed at it, and a plain one for what the
// official client can't send.

export const ACCOUNT = 'PaydrillECOM';
export const MANUAL_ACCOUNT = 'PaydrillManualECOM';

/** Long enough that nothing takes effect unless a test moves the clock. */
export const DELAY_MS = 60_000;
export const DAY_MS = 86_400_000;

/** For `expect.poll`: a busy machine may take its time. */
export const PATIENCE = { timeout: 10_000, interval: 5 } as const;

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** Looks into parsed JSON; undefined where there is nothing. */
export function at(json: unknown, ...path: readonly (string | number)[]): unknown {
  let value = json;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** The same for what must be text. */
export function textAt(json: unknown, ...path: readonly (string | number)[]): string {
  const value = at(json, ...path);
  if (typeof value !== 'string') throw new TypeError(`no text at ${path.join('.')}`);
  return value;
}

export interface Rig extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly clock: MovableClock;
  readonly baseUrl: string;
  readonly checkout: CheckoutAPI;
  /** The same client as it would speak to the live platform. */
  readonly liveCheckout: CheckoutAPI;
  /** With the API key unless the headers say otherwise; the path without its version. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  /** Posts to `/v72` + path with a key. */
  post(path: string, body: unknown, key?: string): Promise<Reply>;
  /** A payment by the plain client; fields of `more` win. Throws unless it got an answer of 200. */
  pay(more?: object): Promise<Reply>;
  /** Lets everything that was received take effect. */
  takeEffect(): void;
  startOver(): void;
  arm(fault: string, options?: unknown): void;
  /** `movement amountMinor` of each ledger entry, in order. */
  movements(): readonly string[];
  ledger(): readonly LedgerEntry[];
}

export async function startRig(): Promise<Rig> {
  const clock = createClock();
  const gateway = createGateway({
    dialect: createAdyenDialect({ modificationDelayMs: DELAY_MS }),
    seed: parseSeed(11),
    clock,
    log: pino({ level: 'silent' }),
  });
  const baseUrl = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const agent = new LoopbackAgent(Number(new URL(baseUrl).port));
  const apiKey = gateway.environment['ADYEN_API_KEY'] ?? '';
  const clientFor = (config: Partial<Config>): Client =>
    new Client(new Config({ apiKey, ...config }), new LoopbackClient(agent));
  const ask: Rig['ask'] = async (method, path, body, headers = {}) => {
    const response = await fetch(baseUrl + path, {
      method,
      redirect: 'manual',
      headers: {
        'x-api-key': apiKey,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: asText(body) }),
    });
    return readReply(response);
  };
  return {
    gateway,
    clock,
    baseUrl,
    checkout: new CheckoutAPI(clientFor({ environment: EnvironmentEnum.TEST })),
    liveCheckout: new CheckoutAPI(
      clientFor({ environment: EnvironmentEnum.LIVE, liveEndpointUrlPrefix: 'paydrill' }),
    ),
    ask,
    post: (path, body, key) =>
      ask('POST', `/v72${path}`, body, key === undefined ? {} : { 'idempotency-key': key }),
    async pay(more = {}) {
      const reply = await ask('POST', '/v72/payments', paymentOf(more));
      if (reply.status !== 200) throw new Error(`${reply.status} ${JSON.stringify(reply.body)}`);
      return reply;
    },
    takeEffect: () => clock.advance(DELAY_MS),
    startOver: () => gateway.reset(),
    arm(name, options = {}) {
      const definition = findFault(name);
      gateway.faults.arm({
        name,
        definition,
        options: parseFaultOptions(definition, options),
        share: 1,
        operations: [],
        leaseMs: null,
      });
    },
    movements: () =>
      gateway.ledger().map(({ movement, amountMinor }) => `${movement} ${amountMinor}`),
    ledger: () => gateway.ledger(),
    async [Symbol.asyncDispose]() {
      agent.destroy();
      await gateway.close();
    },
  };
}

const asText = (body: unknown): string => (typeof body === 'string' ? body : JSON.stringify(body));

export async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    headers: response.headers,
    body: (isJson ? JSON.parse(text) : { text }) as unknown,
  };
}

/** The client's address is fixed to Adyen's own over TLS; its agent decides where that leads. */
class LoopbackAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super();
    this.#port = port;
  }

  override createConnection(): Duplex {
    return connect(this.#port, '127.0.0.1');
  }
}

type RequestArguments = Parameters<HttpURLConnectionClient['request']>;

/** The official transport as it is, but for the agent, which it would make anew for each request. */
class LoopbackClient extends HttpURLConnectionClient {
  readonly #agent: Agent;

  constructor(agent: Agent) {
    super();
    this.#agent = agent;
  }

  override request(
    endpoint: RequestArguments[0],
    json: RequestArguments[1],
    config: RequestArguments[2],
    isApiRequired: RequestArguments[3],
    options: NonNullable<RequestArguments[4]> = {},
  ): Promise<string> {
    const agent = this.#agent;
    Object.defineProperty(options, 'agent', {
      enumerable: true,
      get: () => agent,
      set: () => {},
    });
    return super.request(endpoint, json, config, isApiRequired, options);
  }
}

/** A card as the wire wants it. */
export const cardOf = (number: string, more: object = {}): object => ({
  type: 'scheme',
  number,
  expiryMonth: '03',
  expiryYear: '2099',
  cvc: number.startsWith('37') ? '7373' : '737',
  holderName: 'Ada Lovelace',
  ...more,
});

export const eur = (value: number): { readonly currency: string; readonly value: number } => ({
  currency: 'EUR',
  value,
});

export const paymentOf = (more: object = {}): object => ({
  merchantAccount: ACCOUNT,
  amount: eur(1000),
  reference: 'order-1',
  returnUrl: 'https://shop.test/return?order=1',
  paymentMethod: cardOf('4111111111111111'),
  ...more,
});

/** What Adyen's own component would make of an action. */
export const resultOf = (action: unknown, result: object): string =>
  Buffer.from(
    JSON.stringify({ ...result, authorisationToken: textAt(action, 'authorisationToken') }),
  ).toString('base64');

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly item: unknown;
  readonly body: unknown;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  /** `EVENT` or `EVENT failed`, in order of arrival. */
  readonly told: readonly string[];
  /** What it answers from now on. */
  answer: { status: number; body: string };
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const body = JSON.parse(text) as unknown;
      const item = at(body, 'notificationItems', 0, 'NotificationRequestItem');
      received.push({ headers: request.headers, item, body });
      response.statusCode = receiver.answer.status;
      response.end(receiver.answer.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/webhooks/adyen`,
    received,
    get told() {
      return received.map(({ item }) => {
        const code = textAt(item, 'eventCode');
        return at(item, 'success') === 'true' ? code : `${code} failed`;
      });
    },
    answer: { status: 202, body: '' },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return receiver;
}
