import type { KeyObject } from 'node:crypto';
import { assertNever } from '../../../harness/core/assert-never.ts';
import type { Answer, Signer } from '../../kernel/answer.ts';
import type { Sealing } from '../../kernel/dialect.ts';
import type { Asked } from './asked.ts';
import type { Desk } from './desk.ts';
import { FAILURES, MESSAGES, restCodeOf } from './failures.ts';
import { renderErrorPage } from './pages.ts';
import { readReply, type Reply } from './reply.ts';
import { signText } from './signature.ts';

// The last step: writes a reply in the protocol of its request, and signs exactly what it wrote. An
// application that nobody knows has no key, so its answers are not signed.

const FORM_CONTENT = 'text/html;charset=utf-8';
const REST_CONTENT = 'application/json;charset=UTF-8';

export function createSeal(
  desk: Desk,
  isPage: (method: string) => boolean,
): (answer: Answer, sealing: Sealing) => Answer {
  return (answer, sealing) => {
    const asked = sealing.request === null ? null : desk.asked(sealing.request);
    const isForm = asked?.protocol === 'v2';
    const trace = { [isForm ? 'trace_id' : 'alipay-trace-id']: sealing.exchange };
    const reply = readReply(answer);
    if (reply === null) return { ...answer, headers: { ...trace, ...answer.headers } };
    const headers = { ...trace, ...answer.headers };
    const isKnown = asked?.appId === desk.merchant.appId;
    const key = isKnown ? keyOf(desk, sealing.signer) : null;
    if (!isForm) return { ...answer, ...writeRest(desk, reply, asked, key, sealing, headers) };
    if (reply.kind === 'failure' && isPage(asked.method)) {
      return renderErrorPage(restCodeOf(reply.name), reply.message, headers);
    }
    return { ...answer, ...writeForm(desk, reply, asked, key, sealing, headers) };
  };
}

type Headers = Answer['headers'];

function writeForm(
  desk: Desk,
  reply: Reply,
  asked: Asked,
  key: KeyObject | null,
  { alterBody }: Sealing,
  headers: Headers,
): Answer {
  const written = JSON.stringify(formFields(reply));
  const inner = alterBody === undefined ? written : alterBody(written);
  const name = responseName(reply, asked);
  const serial =
    asked.certSerial === null ? '' : `,"alipay_cert_sn":"${desk.merchant.alipay.serialName}"`;
  const isUnsigned = key === null || name === 'error_response';
  // The signature stands last: the SDK cuts out what is signed by looking for it from the end.
  const signature = isUnsigned ? '' : `${serial},"sign":"${signText(inner, key)}"`;
  return {
    status: (reply.kind === 'failure' ? reply.status : null) ?? 200,
    headers: { 'content-type': FORM_CONTENT, ...headers },
    body: `{"${name}":${inner}${signature}}`,
  };
}

/** Without a method that exists there is no name to answer under. */
function responseName(reply: Reply, { method }: Asked): string {
  const isNameless =
    reply.kind === 'failure' &&
    (reply.name === 'isv.missing-method' || reply.name === 'isv.invalid-method');
  return isNameless || method === '' ? 'error_response' : `${method.replaceAll('.', '_')}_response`;
}

function formFields(reply: Reply): object {
  switch (reply.kind) {
    case 'done':
      return { code: '10000', msg: MESSAGES['10000'], ...reply.fields };
    case 'paying':
      return { code: '10003', msg: MESSAGES['10003'], ...reply.fields };
    case 'failure': {
      const { code } = FAILURES[reply.name];
      return {
        code,
        msg: MESSAGES[code],
        sub_code: reply.name,
        sub_msg: reply.message,
        ...reply.fields,
      };
    }
    default:
      return assertNever(reply);
  }
}

function writeRest(
  desk: Desk,
  reply: Reply,
  asked: Asked | null,
  key: KeyObject | null,
  { nowMs, alterBody }: Sealing,
  headers: Headers,
): Answer {
  const written = JSON.stringify(
    reply.kind === 'failure'
      ? { code: restCodeOf(reply.name), message: reply.message, ...reply.fields }
      : reply.fields,
  );
  const body = alterBody === undefined ? written : alterBody(written);
  const timestamp = String(nowMs);
  const nonce = desk.gateway.ids.hex(32);
  const signature =
    key === null
      ? {}
      : {
          'alipay-timestamp': timestamp,
          'alipay-nonce': nonce,
          'alipay-signature': signText(`${timestamp}\n${nonce}\n${body}\n`, key),
        };
  const isCertified = asked !== null && asked.certSerial !== null && key !== null;
  const serial = isCertified ? { 'alipay-sn': desk.merchant.alipay.serialName } : {};
  return {
    status: restStatus(reply),
    headers: { 'content-type': REST_CONTENT, ...signature, ...serial, ...headers },
    body,
  };
}

function restStatus(reply: Reply): number {
  switch (reply.kind) {
    case 'done':
      return 200;
    case 'paying':
      // "Accepted, not yet processed"; how v3 words 10003 is nowhere said.
      return 202;
    case 'failure':
      return reply.status ?? FAILURES[reply.name].status;
    default:
      return assertNever(reply);
  }
}

function keyOf({ merchant, gateway }: Desk, signer: Signer): KeyObject | null {
  switch (signer) {
    case 'provider':
      return merchant.alipay.privateKey;
    case 'stranger':
    // Alipay is not known to probe its clients: just another forgery.
    case 'probe':
      return gateway.keys.rsa('stranger').privateKey;
    case 'nobody':
      return null;
    default:
      return assertNever(signer);
  }
}
