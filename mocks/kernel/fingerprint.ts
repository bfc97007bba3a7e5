import { hashText } from '../../harness/core/hash.ts';
import type { GatewayRequest } from './request.ts';

/** Method, path and parameters; the order of form fields does not matter. */
export function fingerprintOf(request: GatewayRequest, url: string): string {
  const isForm = request.headers['content-type']?.startsWith('application/x-www') === true;
  const body = isForm ? request.rawBody.split('&').sort().join('&') : request.rawBody;
  return hashText(`${request.method} ${url} ${body}`).toString(36);
}
