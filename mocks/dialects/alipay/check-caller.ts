import type { Answer } from '../../kernel/answer.ts';
import { headerOf, type GatewayRequest } from '../../kernel/request.ts';
import type { Asked } from './asked.ts';
import type { Desk } from './desk.ts';
import type { FailureName } from './failures.ts';
import { isNotContracted, tokenFault } from './permissions.ts';
import { failure } from './reply.ts';
import { isSigned, signedContent } from './signature.ts';
import { parseWireTime } from './wire-time.ts';

// Who asks, and whether it is really them. The application is looked at before the signature, as a
// request with a made-up one shows.

const MINUTE_MS = 60_000;

/**
 * v3: "older than ten minutes is refused".
 * https://opendocs.alipay.com/open-v3/054q58
 */
export const REST_TOLERANCE_MS = 10 * MINUTE_MS;

/**
 * v2 documents a format and no age. The official Node SDK writes the machine's local time where
 * Beijing's is meant and works in any time zone, so a day either way has to pass.
 */
export const FORM_TOLERANCE_MS = 24 * 60 * MINUTE_MS;

/** Null lets the request in. */
export function checkCaller(
  desk: Desk,
  request: GatewayRequest,
  isMethod: (name: string) => boolean,
): Answer | null {
  const asked = desk.asked(request);
  const name =
    asked.protocol === 'v2' ? formFault(desk, asked, isMethod) : restFault(desk, asked, request);
  return name === null ? null : failure(name);
}

function formFault(
  desk: Desk,
  { method, appId, fields }: Asked,
  isMethod: (name: string) => boolean,
): FailureName | null {
  const { sign_type: signType, version, timestamp, format = 'json', charset = '' } = fields;
  if (method === '') return 'isv.missing-method';
  if (appId === '') return 'isv.missing-app-id';
  if (appId !== desk.merchant.appId) return 'isv.invalid-app-id';
  if (!isMethod(method) && !isNotContracted(method)) return 'isv.invalid-method';
  if (format.toLowerCase() !== 'json') return 'isv.invalid-format';
  if (charset.toLowerCase() !== 'utf-8') return 'isv.invalid-charset';
  if (signType === undefined || signType === '') return 'isv.missing-signature-type';
  if (signType !== 'RSA2') return 'isv.invalid-signature-type';
  if (isMissing(fields['sign'])) return 'isv.missing-signature';
  if (version === undefined || version === '') return 'isv.missing-version';
  if (version !== '1.0') return 'isv.invalid-version';
  if (timestamp === undefined || timestamp === '') return 'isv.missing-timestamp';
  const signedMs = /^\S+ \d\d:\d\d:\d\d$/.test(timestamp) ? parseWireTime(timestamp) : null;
  if (signedMs === null || !isFresh(desk, signedMs, FORM_TOLERANCE_MS)) {
    return 'isv.invalid-timestamp';
  }
  return (
    certificateFault(desk, fields['app_cert_sn'], fields['alipay_root_cert_sn']) ??
    (isFormSigned(desk, fields) ? null : 'isv.invalid-signature') ??
    (isMethod(method) ? null : 'isv.insufficient-isv-permissions') ??
    tokenFault(fields['app_auth_token'])
  );
}

function restFault(desk: Desk, asked: Asked, request: GatewayRequest): FailureName | null {
  const { fields, appId, authText } = asked;
  const { timestamp, sign } = fields;
  if (isMissing(timestamp)) return 'isv.missing-timestamp';
  if (appId === '') return 'isv.missing-app-id';
  if (appId !== desk.merchant.appId) return 'isv.invalid-app-id';
  if (sign === undefined || sign === '') return 'isv.missing-signature';
  const signedMs = Number(timestamp);
  if (!Number.isSafeInteger(signedMs) || !isFresh(desk, signedMs, REST_TOLERANCE_MS)) {
    return 'isv.invalid-timestamp';
  }
  const root = headerOf(request, 'alipay-root-cert-sn');
  const fault = certificateFault(desk, fields['app_cert_sn'], root);
  if (fault !== null) return fault;
  const token = headerOf(request, 'alipay-app-auth-token');
  const lines = [authText, request.method, request.target, request.rawBody];
  const content = [...lines, ...(token === undefined ? [] : [token]), ''].join('\n');
  if (!isSigned(content, sign, desk.merchant.app.publicKey)) return 'isv.invalid-signature';
  return tokenFault(token);
}

/** Both certificates are named, or none is. */
function certificateFault(
  { merchant }: Desk,
  app: string | undefined,
  root: string | undefined,
): FailureName | null {
  if (isMissing(app)) return isMissing(root) ? null : 'isv.missing-app-cert-sn';
  if (isMissing(root)) return 'isv.missing-alipay-root-cert-sn';
  if (app !== merchant.app.serialName) return 'isv.invalid-app-cert-sn';
  return root === merchant.root.serialName ? null : 'isv.invalid-alipay-root-cert-sn';
}

function isFormSigned({ merchant }: Desk, fields: Asked['fields']): boolean {
  const { sign = '' } = fields;
  return isSigned(signedContent(fields), sign, merchant.app.publicKey);
}

/** Between the clock that callers live in and the gateway's own, where that one was moved. */
function isFresh({ gateway }: Desk, signedMs: number, toleranceMs: number): boolean {
  const earliestMs = gateway.callersNow() - toleranceMs;
  return signedMs >= earliestMs && signedMs <= gateway.clock.now() + toleranceMs;
}

const isMissing = (text: string | undefined): boolean => text === undefined || text === '';
