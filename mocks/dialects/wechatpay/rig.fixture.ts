import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSign, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import Pay from 'wechatpay-node-v3';
import { PayRequest } from 'wechatpay-node-v3/dist/lib/pay-request.js';
import type { IPayRequest } from 'wechatpay-node-v3/dist/lib/pay-request.interface.js';
import type { FaultSelection } from '../../../harness/core/scenario.ts';
import { parseSeed } from '../../../harness/core/ids.ts';
import { findFault, parseFaultOptions } from '../../faults/index.ts';
import type { MovableClock } from '../../kernel/clock.ts';
import { createGateway } from '../../kernel/create-gateway.ts';
import type { GatewayBehaviour } from '../../kernel/dialect.ts';
import type { Gateway } from '../../kernel/gateway.ts';
import { createKeyRing } from '../../keys/key-ring.ts';
import { wechatpayDialect } from './index.ts';
import { SIGNATURE_TYPE } from './platform.ts';

// The gateway on a real socket, the client library pointed at it by its own hook, and a plain client
// that signs for itself.

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
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

export function textAt(json: unknown, ...path: readonly (string | number)[]): string {
  const value = at(json, ...path);
  if (typeof value !== 'string') throw new TypeError(`no text at ${path.join('.')}`);
  return value;
}

export interface Rig extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly clock: MovableClock;
  readonly baseUrl: string;
  /** The client library, unchanged. */
  readonly pay: Pay;
  readonly mchid: string;
  readonly appid: string;
  readonly apiV3Key: string;
  /** Signed as the merchant, unless the headers say otherwise. */
  ask(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  /** The header `Authorization` for a request. */
  sign(method: string, target: string, body: string, changes?: SignatureChanges): string;
  /** An order's body. */
  order(outTradeNo: string, changes?: object): Readonly<Record<string, unknown>>;
  /** Creates a Native order and has it paid. */
  paid(outTradeNo: string, total?: number): Promise<Reply>;
  refund(outTradeNo: string, outRefundNo: string, changes?: RefundChanges): Promise<Reply>;
  query(outTradeNo: string): Promise<Reply>;
  payer(outTradeNo: string, openid?: string): Promise<Reply>;
  startOver(): void;
  arm(fault: string, options?: unknown, share?: number, match?: FaultMatch): void;
  /** A file as it came, signed for as the merchant. */
  bytes(path: string): Promise<ArrayBuffer>;
  /** `movement amountMinor` of each ledger entry, in order. */
  movements(): readonly string[];
}

type FaultMatch = NonNullable<FaultSelection['match']>;

export interface SignatureChanges {
  readonly mchid?: string;
  readonly serial?: string;
  readonly timestamp?: string;
  readonly nonce?: string;
  readonly privateKey?: string;
}

export interface RefundChanges {
  readonly refund?: number;
  readonly total?: number;
  readonly currency?: string;
  readonly reason?: string;
  readonly notify_url?: string;
}

/** Keys take long to make; all rigs of a test file share theirs. */
const KEYS = createKeyRing();

export const NOTIFY_URL = 'http://127.0.0.1:9/wechatpay/notify';
const HOST = 'https://api.mch.weixin.qq.com';

export async function startRig(
  behaviour: Partial<GatewayBehaviour> = {},
  clock: MovableClock = createStillClock(),
): Promise<Rig> {
  const gateway = createGateway({
    dialect: wechatpayDialect,
    seed: parseSeed(11),
    clock,
    log: pino({ level: 'silent' }),
    keys: KEYS,
    behaviour,
  });
  const baseUrl = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const {
    WECHATPAY_MCHID: mchid = '',
    WECHATPAY_APPID: appid = '',
    WECHATPAY_SERIAL_NO: serial = '',
    WECHATPAY_PRIVATE_KEY: privateKey = '',
    WECHATPAY_API_V3_KEY: apiV3Key = '',
  } = gateway.environment;

  const sign: Rig['sign'] = (method, target, body, changes = {}) => {
    const timestamp = changes.timestamp ?? String(Math.floor(Date.now() / 1000));
    const nonce = changes.nonce ?? randomUUID().replaceAll('-', '');
    const signature = createSign('RSA-SHA256')
      .update(`${method}\n${target}\n${timestamp}\n${nonce}\n${body}\n`)
      .sign(changes.privateKey ?? privateKey, 'base64');
    return (
      `${SIGNATURE_TYPE} mchid="${changes.mchid ?? mchid}",nonce_str="${nonce}",` +
      `timestamp="${timestamp}",serial_no="${changes.serial ?? serial}",signature="${signature}"`
    );
  };
  const ask: Rig['ask'] = async (method, path, body, headers = {}) => {
    const sent = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(baseUrl + path, {
      method,
      headers: {
        authorization: sign(method, path, sent),
        accept: 'application/json',
        ...(sent === '' ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(sent === '' ? {} : { body: sent }),
    });
    return readReply(response);
  };
  const order: Rig['order'] = (outTradeNo, changes = {}) => ({
    appid,
    mchid,
    description: '深圳腾大-QQ公仔',
    out_trade_no: outTradeNo,
    notify_url: NOTIFY_URL,
    amount: { total: 1000, currency: 'CNY' },
    ...changes,
  });
  const payer: Rig['payer'] = (outTradeNo, openid) =>
    ask('POST', `/paydrill/pay/${outTradeNo}`, openid === undefined ? undefined : { openid });
  return {
    gateway,
    clock,
    baseUrl,
    pay: createClient(gateway, baseUrl),
    mchid,
    appid,
    apiV3Key,
    ask,
    sign,
    order,
    payer,
    async paid(outTradeNo, total = 1000) {
      await ask('POST', NATIVE, order(outTradeNo, { amount: { total, currency: 'CNY' } }));
      return payer(outTradeNo);
    },
    refund: (outTradeNo, outRefundNo, changes = {}) => {
      const { refund = 1000, total = 1000, currency = 'CNY', ...more } = changes;
      return ask('POST', '/v3/refund/domestic/refunds', {
        out_trade_no: outTradeNo,
        out_refund_no: outRefundNo,
        amount: { refund, total, currency },
        ...more,
      });
    },
    query: (outTradeNo) =>
      ask('GET', `/v3/pay/transactions/out-trade-no/${outTradeNo}?mchid=${mchid}`),
    startOver: () => gateway.reset(),
    bytes: async (path) => {
      const authorization = sign('GET', path, '');
      return (await fetch(baseUrl + path, { headers: { authorization } })).arrayBuffer();
    },
    arm(name, options = {}, share = 1, match) {
      const definition = findFault(name);
      gateway.faults.arm({
        name,
        definition,
        options: parseFaultOptions(definition, options),
        share,
        operations: [],
        ...(match === undefined ? {} : { selection: { match } }),
        leaseMs: null,
      });
    },
    movements: () =>
      gateway.ledger().map(({ movement, amountMinor }) => `${movement} ${amountMinor}`),
    async [Symbol.asyncDispose]() {
      await gateway.close();
    },
  };
}

/** Time passes only when a test says so: what takes a second here takes it on a slow machine too. */
export function createStillClock(): MovableClock {
  let nowMs = Date.now();
  const sleepers = new Set<{ readonly dueMs: number; readonly wake: () => void }>();
  const listeners: (() => void)[] = [];
  return {
    now: () => nowMs,
    // Its callers live in the world, where time goes on.
    get advancedMs() {
      return nowMs - Date.now();
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        const abandon = {
          handleEvent: () => {
            sleepers.delete(sleeper);
            reject(new Error('aborted', { cause: signal?.reason }));
          },
        };
        const sleeper = {
          dueMs: nowMs + ms,
          wake: () => {
            sleepers.delete(sleeper);
            signal?.removeEventListener('abort', abandon);
            resolve();
          },
        };
        if (signal?.aborted === true) abandon.handleEvent();
        else if (ms <= 0) sleeper.wake();
        else {
          sleepers.add(sleeper);
          signal?.addEventListener('abort', abandon, { once: true });
        }
      }),
    advance(ms) {
      nowMs += ms;
      const due = [...sleepers].filter(({ dueMs }) => dueMs <= nowMs);
      for (const { wake } of due.sort((one, other) => one.dueMs - other.dueMs)) wake();
      for (const listener of listeners) listener();
    },
    onAdvanced: (listener) => {
      listeners.push(listener);
    },
  };
}

export const NATIVE = '/v3/pay/transactions/native';
export const JSAPI = '/v3/pay/transactions/jsapi';
export const CODEPAY = '/v3/pay/transactions/codepay';
export const closePath = (outTradeNo: string): string =>
  `/v3/pay/transactions/out-trade-no/${outTradeNo}/close`;

async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.startsWith('application/json') === true;
  return {
    status: response.status,
    headers: response.headers,
    text,
    body: (isJson ? JSON.parse(text) : {}) as unknown,
  };
}

/** The library's own requests, with another host: signatures cover only the path. */
export function createClient(gateway: Gateway, baseUrl: string): Pay {
  const environment = gateway.environment;
  const pay = new Pay({
    appid: environment['WECHATPAY_APPID'] ?? '',
    mchid: environment['WECHATPAY_MCHID'] ?? '',
    publicKey: Buffer.from(environment['WECHATPAY_CERTIFICATE'] ?? ''),
    privateKey: Buffer.from(environment['WECHATPAY_PRIVATE_KEY'] ?? ''),
    key: environment['WECHATPAY_API_V3_KEY'] ?? '',
  });
  const own = new PayRequest();
  const here = (url: string): string => url.replace(HOST, baseUrl);
  const http: IPayRequest = {
    get: (url, headers) => own.get(here(url), headers),
    post: (url, params, headers) => own.post(here(url), params, headers),
    upload: (url, params, headers) => own.upload(here(url), params, headers),
  };
  pay.createHttp(http);
  return pay;
}

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly event: unknown;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  /** What it answers from now on. */
  answer(status: number): void;
}

/** A merchant's server that takes notifications. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  let status = 204;
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => (text += chunk));
    request.on('end', () => {
      received.push({ headers: request.headers, text, event: JSON.parse(text) as unknown });
      response.writeHead(status).end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/notify`,
    received,
    answer: (wanted) => (status = wanted),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}
