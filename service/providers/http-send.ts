import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

// One HTTP request on `node:http`, a third of the processor time of `fetch`: at hundreds of payments
// a second the client is the dearest part of the service. It follows no redirect, sends nothing
// twice and asks for no compression.

export interface WireRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

export interface WireAnswer {
  readonly status: number;
  /** The Retry-After header as it came. */
  readonly retryAfter: string | null;
  readonly text: string;
}

/**
 * Resolves with a complete answer, whatever its status. Rejects when the signal aborts, and with
 * the system's or the parser's error; `AnswerTooLarge` when its body exceeds `MAX_ANSWER_BYTES`.
 */
export type Send = (request: WireRequest, signal: AbortSignal) => Promise<WireAnswer>;

/** No answer of these APIs comes near it; a larger one is not read to its end. */
export const MAX_ANSWER_BYTES = 1024 * 1024;

export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';
}

/** A connection on which nothing moves for so long is given up, whatever the policy allows. */
const SILENCE_MS = 300_000;

/** Sends over connections that are kept for the next request to the same address. */
export function createSend(): Send {
  const options = { keepAlive: true, timeout: SILENCE_MS };
  const http = new HttpAgent(options);
  const https = new HttpsAgent(options);
  const addresses = new Map<string, Address>();
  const addressOf = (origin: string): Address => {
    let address = addresses.get(origin);
    if (address === undefined) addresses.set(origin, (address = readAddress(origin)));
    return address;
  };

  return ({ method, url, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      // The few origins are parsed once; only the path is new each time.
      const pathAt = url.indexOf('/', url.indexOf('//') + 2);
      const address = addressOf(pathAt === -1 ? url : url.slice(0, pathAt));
      const open = address.isSecure ? httpsRequest : httpRequest;
      const request = open({
        host: address.host,
        port: address.port,
        path: pathAt === -1 ? '/' : url.slice(pathAt),
        method,
        agent: address.isSecure ? https : http,
        headers:
          body === null ? headers : { ...headers, 'content-length': Buffer.byteLength(body) },
      });
      // Listening here is cheaper than the request's own `signal`, which also watches its stream.
      const onAbort = (): void => {
        request.destroy(new Error('aborted'));
      };
      signal.addEventListener('abort', onAbort, { once: true });
      const fail = (error: Error): void => {
        signal.removeEventListener('abort', onAbort);
        reject(error);
      };
      request.on('error', fail);
      request.on('timeout', () => request.destroy(silence()));
      request.on('response', (response) => {
        readAnswer(response).then((answer) => {
          signal.removeEventListener('abort', onAbort);
          resolve(answer);
        }, fail);
      });
      request.end(body ?? undefined);
    });
}

interface Address {
  readonly isSecure: boolean;
  readonly host: string;
  readonly port: string;
}

function readAddress(origin: string): Address {
  const { protocol, hostname, port } = new URL(origin);
  // A URL has an IPv6 address in brackets, a socket has it bare.
  return { isSecure: protocol === 'https:', host: hostname.replace(/^\[|\]$/g, ''), port };
}

function readAnswer(response: IncomingMessage): Promise<WireAnswer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    response.on('data', (chunk: Buffer) => {
      bytes += chunk.byteLength;
      if (bytes > MAX_ANSWER_BYTES) response.destroy(new AnswerTooLarge());
      else chunks.push(chunk);
    });
    response.on('error', reject);
    response.on('end', () => {
      const [first] = chunks;
      const body = first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
      resolve({
        status: response.statusCode ?? 0,
        retryAfter: response.headers['retry-after'] ?? null,
        text: body.toString('utf8'),
      });
    });
  });
}

const silence = (): Error => Object.assign(new Error('silence'), { code: 'ETIMEDOUT' });
