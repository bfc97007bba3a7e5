import { createPrivateKey, randomUUID, type KeyObject } from 'node:crypto';
import { AlipaySdk, type AlipaySdkCommonResult } from 'alipay-sdk';
import { pino } from 'pino';
import type { LedgerEntry } from '../../../harness/core/events.ts';
import { parseSeed } from '../../../harness/core/ids.ts';
import { findFault, parseFaultOptions } from '../../faults/index.ts';
import { createClock, type MovableClock } from '../../kernel/clock.ts';
import { createGateway } from '../../kernel/create-gateway.ts';
import type { Gateway } from '../../kernel/gateway.ts';
import { authCodeOf } from './buyers.ts';
import { alipayDialect } from './index.ts';
import { signedContent, signText, type Fields } from './signature.ts';
import { wireTime } from './wire-time.ts';
import { createKeyRing } from '../../keys/key-ring.ts';

/** Keys take long to make; all rigs of a test file share theirs. */
const KEYS = createKeyRing();

// The gateway on a real socket, the official client pointed at it, and a plain one for what the
// official client can't send.

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** What is inside the method's response in v2, the body in v3; null when it is no JSON. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** For `expect.poll`: a busy machine may take its time. */
export const PATIENCE = { timeout: 10_000, interval: 5 } as const;

export type Result = AlipaySdkCommonResult & Readonly<Record<string, unknown>>;

export interface Rig extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly clock: MovableClock;
  readonly baseUrl: string;
  readonly sdk: AlipaySdk;
  readonly appKey: KeyObject;
  /** By the official client, the signature of the answer checked. */
  exec(method: string, biz: object, more?: object): Promise<Result>;
  /** By the official client in v3; the signature of an answer below 400 is checked. */
  curl(method: string, body: object): Promise<{ readonly status: number; readonly data: Data }>;
  /** By the plain client in v2; `changes` win over what would be sent, undefined leaves out. */
  ask(method: string, biz: object | string, changes?: Changes): Promise<Reply>;
  /** By the plain client in v3. */
  askRest(path: string, body: object | string, changes?: RestChanges): Promise<Reply>;
  /** What a browser does: no redirect is followed. */
  browse(url: string, init?: RequestInit): Promise<Reply>;
  /** Forgets all payments: cheaper than a new gateway, which makes new keys. */
  startOver(): void;
  arm(fault: string, options?: unknown): void;
  /** `movement amountMinor` of each ledger entry, in order. */
  movements(): readonly string[];
  ledger(): readonly LedgerEntry[];
}

export type Data = Readonly<Record<string, unknown>>;

export type Changes = Readonly<Record<string, string | undefined>>;

export interface RestChanges {
  readonly method?: string;
  readonly auth?: Readonly<Record<string, string | undefined>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly sign?: string;
}

export async function startRig(): Promise<Rig> {
  const clock = createClock();
  const gateway = createGateway({
    dialect: alipayDialect,
    seed: parseSeed(13),
    clock,
    log: pino({ level: 'silent' }),
    keys: KEYS,
  });
  const baseUrl = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const sdk = createClient(gateway, baseUrl);
  const appKey = appKeyOf(gateway);
  const appId = gateway.environment['ALIPAY_APP_ID'] ?? '';
  return {
    gateway,
    clock,
    baseUrl,
    sdk,
    appKey,
    exec: async (method, biz, more = {}) => {
      const result = await sdk.exec(method, { ...more, bizContent: biz }, { validateSign: true });
      return { ...result };
    },
    curl: async (method, body) => {
      const path = `/v3/${method.replaceAll('.', '/')}`;
      const result = await sdk.curl<Data>('POST', path, { body });
      return { status: result.responseHttpStatus, data: result.data };
    },
    ask: async (method, biz, changes = {}) => {
      const form = signForm(
        {
          app_id: appId,
          method,
          charset: 'utf-8',
          version: '1.0',
          sign_type: 'RSA2',
          timestamp: wireTime(Date.now()),
          biz_content: typeof biz === 'string' ? biz : JSON.stringify(biz),
        },
        changes,
        appKey,
      );
      return readReply(
        await fetch(`${baseUrl}/gateway.do`, { method: 'POST', body: new URLSearchParams(form) }),
      );
    },
    askRest: async (path, body, changes = {}) => {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const method = changes.method ?? 'POST';
      const sent = method === 'GET' ? {} : { body: text };
      return readReply(
        await fetch(baseUrl + path, {
          method,
          ...sent,
          headers: {
            'content-type': 'application/json',
            ...authorize({ appId, appKey, method, path, text, changes }),
            ...changes.headers,
          },
        }),
      );
    },
    browse: async (url, init = {}) =>
      readReply(await fetch(new URL(url, baseUrl), { redirect: 'manual', ...init })),
    startOver: () => gateway.reset(),
    arm: (name, options = {}) => {
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
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

export function createClient(
  gateway: Pick<Gateway, 'environment'>,
  baseUrl: string,
  more: Partial<ConstructorParameters<typeof AlipaySdk>[0]> = {},
): AlipaySdk {
  const { environment } = gateway;
  return new AlipaySdk({
    appId: environment['ALIPAY_APP_ID'] ?? '',
    privateKey: environment['ALIPAY_PRIVATE_KEY'] ?? '',
    alipayPublicKey: environment['ALIPAY_PUBLIC_KEY'] ?? '',
    gateway: `${baseUrl}/gateway.do`,
    endpoint: baseUrl,
    timeout: 20_000,
    ...more,
  });
}

export const appKeyOf = ({ environment }: Pick<Gateway, 'environment'>): KeyObject =>
  createPrivateKey({
    key: Buffer.from(environment['ALIPAY_PRIVATE_KEY'] ?? '', 'base64'),
    format: 'der',
    type: 'pkcs1',
  });

/** Signs what is left after the changes, unless the signature itself is changed. */
export function signForm(fields: Fields, changes: Changes, key: KeyObject): Fields {
  const sent = Object.fromEntries(
    Object.entries({ ...fields, ...changes }).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    ),
  );
  return 'sign' in changes ? sent : { ...sent, sign: signText(signedContent(sent), key) };
}

interface Authorizing {
  readonly appId: string;
  readonly appKey: KeyObject;
  readonly method: string;
  readonly path: string;
  readonly text: string;
  readonly changes: RestChanges;
}

function authorize({ appId, appKey, method, path, text, changes }: Authorizing): object {
  const parts = {
    app_id: appId,
    nonce: randomUUID(),
    timestamp: String(Date.now()),
    ...changes.auth,
  };
  const auth = Object.entries(parts)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${value ?? ''}`)
    .join(',');
  const content = `${auth}\n${method}\n${path}\n${method === 'GET' ? '' : text}\n`;
  const sign = changes.sign ?? signText(content, appKey);
  return { authorization: `ALIPAY-SHA256withRSA ${auth},sign=${sign}` };
}

export async function readReply(response: Response): Promise<Reply> {
  const text = await response.text();
  const { status, headers } = response;
  return { status, headers, text, body: innerOf(text) };
}

function innerOf(text: string): Reply['body'] {
  if (!text.startsWith('{')) return {};
  const json = JSON.parse(text) as Record<string, unknown>;
  const name = Object.keys(json).find((key) => key.endsWith('_response'));
  return (name === undefined ? json : json[name]) as Reply['body'];
}

let count = 0;

/** An order number that no other test has. */
export const nextOrder = (): string => {
  count += 1;
  return `order_${process.pid}_${count}`;
};

/** The business part of a payment at the till. */
export const barcode = (order: string, more: object = {}): object => ({
  out_trade_no: order,
  total_amount: '88.88',
  subject: 'Tea, two cups',
  scene: 'bar_code',
  auth_code: authCodeOf('01'),
  ...more,
});

/** The business part of a hold. */
export const holdBody = (order: string, more: object = {}): object => ({
  out_order_no: order,
  out_request_no: `${order}_freeze`,
  order_title: 'Room for a night',
  amount: '100.00',
  auth_code: authCodeOf('01'),
  auth_code_type: 'bar_code',
  product_code: 'PRE_AUTH',
  ...more,
});
