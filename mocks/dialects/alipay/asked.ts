import { parseJson } from '../../kernel/parse-json.ts';
import { headerOf, type GatewayRequest } from '../../kernel/request.ts';
import type { Fields } from './signature.ts';

// A request in either protocol, taken apart but not yet believed. v2: everything is a field of the
// query or of the form, the business part is JSON inside one of them. v3: the method is the path,
// the business part the body, and who asks stands in a header.

export const GATEWAY_PATH = '/gateway.do';
const REST_PREFIX = '/v3/';
const SCHEME = 'ALIPAY-SHA256withRSA ';

export interface Asked {
  readonly protocol: 'v2' | 'v3';
  /** `alipay.trade.pay`; empty when it names none. */
  readonly method: string;
  readonly appId: string;
  /** Of v2 all fields, of v3 those of the `authorization` header. */
  readonly fields: Fields;
  readonly biz: Biz;
  readonly notifyUrl: string | null;
  readonly returnUrl: string | null;
  /** What v3 signs first; empty in v2. */
  readonly authText: string;
  /** The caller uses certificates. */
  readonly certSerial: string | null;
}

export type Biz =
  | { readonly kind: 'read'; readonly value: Readonly<Record<string, unknown>> }
  | { readonly kind: 'broken' };

/** Reads each request once, however many ask. */
export function createReader(): (request: GatewayRequest) => Asked {
  const known = new WeakMap<GatewayRequest, Asked>();
  return (request) => {
    let asked = known.get(request);
    if (asked === undefined) {
      asked = request.path === GATEWAY_PATH ? readV2(request) : readV3(request);
      known.set(request, asked);
    }
    return asked;
  };
}

function readV2(request: GatewayRequest): Asked {
  const fields = fieldsOf(request);
  const field = (name: string): string | null => fields[name] || null;
  return {
    protocol: 'v2',
    method: field('method') ?? '',
    appId: field('app_id') ?? '',
    fields,
    biz: readBiz(fields['biz_content'] ?? ''),
    notifyUrl: field('notify_url'),
    returnUrl: field('return_url'),
    authText: '',
    certSerial: field('app_cert_sn'),
  };
}

/** Flat, as they are signed: no brackets are read out of their names. */
function fieldsOf({ target, rawBody }: GatewayRequest): Fields {
  const mark = target.indexOf('?');
  const query = new URLSearchParams(mark === -1 ? '' : target.slice(mark + 1));
  return Object.fromEntries([...query, ...new URLSearchParams(rawBody)]);
}

function readV3(request: GatewayRequest): Asked {
  const header = headerOf(request, 'authorization') ?? '';
  const parts = header.startsWith(SCHEME) ? header.slice(SCHEME.length) : '';
  const end = parts.lastIndexOf(',sign=');
  const authText = end === -1 ? parts : parts.slice(0, end);
  const fields = Object.fromEntries(
    authText
      .split(',')
      .map((part) => [part.slice(0, part.indexOf('=')).trim(), part.slice(part.indexOf('=') + 1)]),
  );
  const biz: Biz =
    request.method === 'GET' ? { kind: 'read', value: request.query } : readBiz(request.rawBody);
  return {
    protocol: 'v3',
    method: request.path.startsWith(REST_PREFIX)
      ? request.path.slice(REST_PREFIX.length).replaceAll('/', '.')
      : '',
    appId: fields['app_id'] ?? '',
    fields: end === -1 ? fields : { ...fields, sign: parts.slice(end + ',sign='.length) },
    biz,
    notifyUrl: textIn(biz, 'notify_url'),
    returnUrl: null,
    authText,
    certSerial: fields['app_cert_sn'] ?? null,
  };
}

function readBiz(text: string): Biz {
  if (text.trim() === '') return { kind: 'read', value: {} };
  try {
    const value = parseJson(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return { kind: 'broken' };
    }
    return { kind: 'read', value: { ...value } };
  } catch {
    return { kind: 'broken' };
  }
}

/** A text field of an unchecked business part; null when there is none. */
export function textIn(biz: Biz, name: string): string | null {
  const value = biz.kind === 'read' ? biz.value[name] : undefined;
  return typeof value === 'string' && value !== '' ? value : null;
}
