import { hashText } from '../../harness/core/hash.ts';
import type { GatewayRequest } from './request.ts';

/** Method, path and parameters; the order of form fields does not matter. */
export function fingerprintOf({ method, headers, rawBody }: GatewayRequest, url: string): string {
  const head = hashText(url, hashText(method));
  const isForm = headers['content-type']?.startsWith('application/x-www') === true;
  return `${head.toString(36)}-${(isForm ? hashOfForm(rawBody) : hashText(rawBody)).toString(36)}`;
}

// A sum does not mind the order, and is had without sorting; it is exact below 2^53.
function hashOfForm(body: string): number {
  let sum = 0;
  for (let start = 0; start <= body.length;) {
    const mark = body.indexOf('&', start);
    const end = mark === -1 ? body.length : mark;
    sum = (sum + (hashText(body, 0, start, end) % HALF)) % HALF;
    start = end + 1;
  }
  return sum;
}

const HALF = 2 ** 52;
