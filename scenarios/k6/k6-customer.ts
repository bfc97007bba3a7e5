import http, { type RefinedResponse } from 'k6/http';
import { sleep } from 'k6';
import type { Answer, Customer } from '../journeys/customer.ts';

// A customer on k6's HTTP client. The calls block their virtual user and no other, and the blocking
// ones cost k6 less than its event loop does.

const K6_TIMEOUT = 1050;
/** Codes below are of the network (DNS, TCP, TLS, HTTP/2); from here on they repeat the status. */
const K6_FIRST_STATUS_CODE = 1400;

const JSON_HEADERS = { 'content-type': 'application/json' };
const NO_HEADERS = {};

export interface K6CustomerOptions {
  readonly emit: Customer['emit'];
  /** Called before anything that may take time: whatever was emitted is safe only when written. */
  readonly beforeWaiting: () => void;
}

export function createK6Customer(
  targetUrl: string,
  { emit, beforeWaiting }: K6CustomerOptions,
): Customer {
  return {
    now: () => Date.now(),
    emit,
    sleep: async (ms) => {
      beforeWaiting();
      sleep(ms / 1000);
    },
    request: async (method, path, { key, body, timeoutMs }) => {
      beforeWaiting();
      const startT = Date.now();
      const response = http.request(
        method,
        targetUrl + path,
        body === null ? null : JSON.stringify(body),
        {
          headers: headersOf(key, body !== null),
          timeout: Math.max(Math.round(timeoutMs), 1),
          responseType: 'text',
          redirects: 0,
        },
      );
      return answerOf(response, Date.now() - startT);
    },
  };
}

function headersOf(key: string | null, hasBody: boolean): Record<string, string> {
  const headers = hasBody ? JSON_HEADERS : NO_HEADERS;
  return key === null ? headers : { ...headers, 'idempotency-key': key };
}

function answerOf(response: RefinedResponse<'text'>, durationMs: number): Answer {
  const code = response.error_code;
  if (code !== 0 && code < K6_FIRST_STATUS_CODE) {
    // A cut body arrives with the status of its head: the customer still has no answer.
    const failure = code === K6_TIMEOUT ? 'timeout' : 'connection';
    return { status: 0, body: null, failure, durationMs };
  }
  const text = response.body;
  if (text === null || text === '') {
    return { status: response.status, body: null, failure: null, durationMs };
  }
  try {
    const body: unknown = JSON.parse(text);
    return { status: response.status, body, failure: null, durationMs };
  } catch {
    return { status: response.status, body: null, failure: 'malformed', durationMs };
  }
}
