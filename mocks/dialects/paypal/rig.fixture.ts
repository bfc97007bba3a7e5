import { Agent } from 'node:https';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';
import {
  CheckoutPaymentIntent,
  Client,
  Environment,
  OrdersController,
  PaymentsController,
  type OrderRequest,
} from '@paypal/paypal-server-sdk';
import { pino } from 'pino';
import type { LedgerEntry } from '../../../harness/core/events.ts';
import { parseSeed } from '../../../harness/core/ids.ts';
import { findFault, parseFaultOptions } from '../../faults/index.ts';
import { createClock, type MovableClock } from '../../kernel/clock.ts';
import { createGateway } from '../../kernel/create-gateway.ts';
import type { Gateway } from '../../kernel/gateway.ts';
import { paypalDialect } from './index.ts';

// The gateway on a real socket, the official client pointed at it, and a plain one for what the
// official client can't send.

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

/** For `expect.poll`: a busy machine may take its time. */
export const PATIENCE = { timeout: 10_000, interval: 5 } as const;

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
  readonly orders: OrdersController;
  readonly payments: PaymentsController;
  /** With a live token unless the headers say otherwise. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  token(): Promise<string>;
  /** The official client's, without credentials. */
  clientOptions(): ClientOptions;
  /** Moves the clock and signs in again: tokens don't live for days. */
  pass(ms: number): void;
  /** Forgets all payments, keys and tokens: cheaper than a new gateway, which makes a new key. */
  startOver(): void;
  arm(fault: string, options?: unknown): void;
  /** `movement amountMinor` of each ledger entry, in order. */
  movements(): readonly string[];
  ledger(): readonly LedgerEntry[];
}

export async function startRig(): Promise<Rig> {
  const clock = createClock();
  const gateway = createGateway({
    dialect: paypalDialect,
    seed: parseSeed(11),
    clock,
    log: pino({ level: 'silent' }),
  });
  const baseUrl = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const agent = new LoopbackAgent(Number(new URL(baseUrl).port));
  let client = createClient(gateway, agent);
  const token = async (): Promise<string> => {
    const reply = await requestToken(gateway, baseUrl);
    return textAt(reply.body, 'access_token');
  };
  let bearer: Promise<string> | null = null;
  const signInAgain = (): void => {
    client = createClient(gateway, agent);
    bearer = null;
  };
  return {
    gateway,
    clock,
    baseUrl,
    get orders() {
      return new OrdersController(client);
    },
    get payments() {
      return new PaymentsController(client);
    },
    token,
    clientOptions: () => optionsFor(agent),
    pass(ms) {
      clock.advance(ms);
      signInAgain();
    },
    startOver() {
      gateway.reset();
      signInAgain();
    },
    async ask(method, path, body, headers = {}) {
      bearer ??= token();
      const response = await fetch(baseUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${await bearer}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: asText(body) }),
      });
      return readReply(response);
    },
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

export async function requestToken(
  gateway: Gateway,
  baseUrl: string,
  headers: Readonly<Record<string, string>> = {},
  form = 'grant_type=client_credentials',
): Promise<Reply> {
  const { PAYPAL_CLIENT_ID: id = '', PAYPAL_CLIENT_SECRET: secret = '' } = gateway.environment;
  const response = await fetch(`${baseUrl}/v1/oauth2/token`, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
      ...headers,
    },
    body: form,
  });
  return readReply(response);
}

/** The client's address is fixed to PayPal's own over TLS; its agent decides where that leads. */
class LoopbackAgent extends Agent {
  readonly #port: number;

  constructor(port: number) {
    super({ keepAlive: true });
    this.#port = port;
  }

  override createConnection(): Duplex {
    return connect(this.#port, '127.0.0.1');
  }
}

const optionsFor = (httpsAgent: Agent): ClientOptions => ({
  environment: Environment.Sandbox,
  timeout: 20_000,
  httpClientOptions: { httpsAgent },
});

function createClient(gateway: Gateway, httpsAgent: Agent): Client {
  return new Client({
    ...optionsFor(httpsAgent),
    clientCredentialsAuthCredentials: {
      oAuthClientId: gateway.environment['PAYPAL_CLIENT_ID'] ?? '',
      oAuthClientSecret: gateway.environment['PAYPAL_CLIENT_SECRET'] ?? '',
    },
  });
}

type ClientOptions = NonNullable<ConstructorParameters<typeof Client>[0]>;

/** A card of the payer as the wire wants it. */
export const cardOf = (number: string, name = 'Ada Lovelace'): object => ({
  number,
  name,
  expiry: '2040-12',
  security_code: '123',
});

/** The body of an order of one purchase unit, for the plain client. */
export const orderBody = (
  intent: 'CAPTURE' | 'AUTHORIZE',
  value = '100.00',
  currency = 'USD',
): object => ({
  intent,
  purchase_units: [{ reference_id: 'order-1', amount: { currency_code: currency, value } }],
});

/** The same for the official client. */
export const orderRequest = (
  intent: 'CAPTURE' | 'AUTHORIZE',
  value = '100.00',
  currencyCode = 'USD',
): OrderRequest => ({
  intent: intent === 'CAPTURE' ? CheckoutPaymentIntent.Capture : CheckoutPaymentIntent.Authorize,
  purchaseUnits: [{ referenceId: 'order-1', customId: 'order-1', amount: { currencyCode, value } }],
});
