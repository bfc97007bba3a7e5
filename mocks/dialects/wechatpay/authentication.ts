import { verify } from 'node:crypto';
import type { Answer } from '../../kernel/answer.ts';
import type { GatewayContext } from '../../kernel/dialect.ts';
import { headerOf, type GatewayRequest } from '../../kernel/request.ts';
import { errorAnswer } from './api-errors.ts';
import { unsigned } from './json-answer.ts';
import type { Merchant } from './merchant.ts';
import { BILL_FILE, TRANSACTIONS } from './paths.ts';
import { SIGNATURE_TYPE } from './platform.ts';

// A request is signed over method, target, timestamp, nonce and body, each ended by a line feed.
// The time window is checked before the signature. A nonce that was seen before is let in: WeChat
// Pay documents no check of that. What is answered here is not signed, as was seen in the wild.
// https://pay.weixin.qq.com/doc/v3/merchant/4012365342 and 4012072670

const WINDOW_MS = 5 * 60_000;

/** Null lets the request in. */
export function refuseStranger(
  gateway: Pick<GatewayContext, 'callersNow' | 'baseUrl'>,
  merchant: Merchant,
  request: GatewayRequest,
): Answer | null {
  const isTransaction = request.path.startsWith(TRANSACTIONS);
  const { 'user-agent': agent, accept } = request.headers;
  if (!isTransaction && (agent === undefined || accept === undefined)) {
    return unsigned(errorAnswer('INVALID_REQUEST', 'Http头缺少Accept或User-Agent'));
  }
  const header = headerOf(request, 'authorization');
  const fields = header === undefined ? null : parseAuthorization(header);
  if (fields === null) {
    return isTransaction
      ? signError('签名信息错误，验签失败')
      : signError(
          header === undefined || header.startsWith(`${SIGNATURE_TYPE} `)
            ? 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》'
            : 'Http头Authorization认证类型不正确',
        );
  }
  // A drill that moves the gateway's clock does not move its clients'.
  const skewMs = Math.abs(gateway.callersNow() - Number(fields.timestamp) * 1000);
  if (!(skewMs <= WINDOW_MS)) {
    return signError('Http头Authorization中的timestamp与发起请求的时间不得超过5分钟');
  }
  if (fields.mchid !== merchant.mchid) return signError('商户号不存在，或未设置API证书');
  if (fields.serial.toUpperCase() !== merchant.identity.serial) {
    return signError('商户证书序列号有误。请使用签名私钥匹配的证书序列号');
  }
  return isSignedBy(merchant, request, fields, gateway.baseUrl())
    ? null
    : signError('错误的签名，验签失败', signatureDetail(request, fields));
}

const signError = (message: string, detail?: object): Answer =>
  unsigned(errorAnswer('SIGN_ERROR', message, detail));

interface AuthorizationFields {
  readonly mchid: string;
  readonly nonce: string;
  /** Seconds. */
  readonly timestamp: string;
  readonly serial: string;
  readonly signature: string;
}

function parseAuthorization(header: string): AuthorizationFields | null {
  if (!header.startsWith(`${SIGNATURE_TYPE} `)) return null;
  const fields = new Map<string, string>();
  for (const [, name = '', value = ''] of header.matchAll(/(\w+)="([^"]*)"/g)) {
    fields.set(name, value);
  }
  const [mchid, nonce, timestamp, serial, signature] = [
    fields.get('mchid'),
    fields.get('nonce_str'),
    fields.get('timestamp'),
    fields.get('serial_no'),
    fields.get('signature'),
  ];
  if (!mchid || !nonce || !timestamp || !serial || !signature) return null;
  return /^\d{1,12}$/.test(timestamp) ? { mchid, nonce, timestamp, serial, signature } : null;
}

function messageOf(
  { method, target, rawBody }: GatewayRequest,
  { timestamp, nonce }: AuthorizationFields,
  origin = '',
): string {
  return `${method}\n${origin}${target}\n${timestamp}\n${nonce}\n${rawBody}\n`;
}

function isSignedBy(
  { identity }: Merchant,
  request: GatewayRequest,
  fields: AuthorizationFields,
  baseUrl: string,
): boolean {
  const signature = Buffer.from(fields.signature, 'base64');
  const isOver = (message: string): boolean =>
    verify('sha256', Buffer.from(message, 'utf8'), identity.publicKey, signature);
  if (isOver(messageOf(request, fields))) return true;
  // The link to a bill leads to this gateway. Client libraries take WeChat Pay's own host off the
  // links that they are given, and sign any other whole.
  return request.path === BILL_FILE && isOver(messageOf(request, fields, baseUrl));
}

/** As much of the body as WeChat Pay shows. */
const SHOWN_CHARACTERS = 8;

function signatureDetail(request: GatewayRequest, fields: AuthorizationFields): object {
  const shown = { ...request, rawBody: request.rawBody.slice(0, SHOWN_CHARACTERS) };
  return {
    detail: { issue: 'sign not match' },
    field: 'signature',
    location: 'authorization',
    sign_information: {
      method: request.method,
      sign_message_length: Buffer.byteLength(messageOf(request, fields)),
      truncated_sign_message: messageOf(shown, fields),
      url: request.target,
    },
  };
}
