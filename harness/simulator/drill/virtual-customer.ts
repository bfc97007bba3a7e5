import { request as httpRequest, type Agent } from 'node:http';
import type { Answer, Customer, RequestOptions } from '../../../scenarios/journeys/customer.ts';

export interface VirtualCustomerOptions {
  readonly targetUrl: string;
  readonly agent: Agent;
  readonly emit: Customer['emit'];
}

/** A customer on Node's HTTP client, as k6's is: one deadline for the whole answer. */
export function createVirtualCustomer(options: VirtualCustomerOptions): Customer {
  const { targetUrl, agent, emit } = options;
  return {
    now: () => Date.now(),
    sleep: (ms) => new Promise((resolve) => void setTimeout(resolve, ms)),
    emit,
    request: async (method, path, asked) => {
      const startT = Date.now();
      const told = await exchange(agent, method, targetUrl + path, asked);
      return { ...told, durationMs: Date.now() - startT };
    },
  };
}

type Told = Omit<Answer, 'durationMs'>;

const NO_ANSWER = { status: 0, body: null } as const;

function exchange(
  agent: Agent,
  method: string,
  url: string,
  { key, body, timeoutMs }: RequestOptions,
): Promise<Told> {
  return new Promise((resolve) => {
    const sent = body === null ? null : JSON.stringify(body);
    const request = httpRequest(url, {
      method,
      agent,
      headers: {
        ...(sent === null
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(sent) }),
        ...(key === null ? {} : { 'idempotency-key': key }),
      },
    });
    const settle = (told: Told): void => {
      clearTimeout(deadline);
      resolve(told);
    };
    const deadline = setTimeout(
      () => {
        settle({ ...NO_ANSWER, failure: 'timeout' });
        request.destroy();
      },
      Math.max(Math.round(timeoutMs), 1),
    );
    const fail = (): void => settle({ ...NO_ANSWER, failure: 'connection' });
    request.on('error', fail);
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => (text += piece));
      response.on('error', fail);
      response.on('close', () => {
        if (response.complete) settle(parse(response.statusCode ?? 0, text));
        else fail();
      });
    });
    request.end(sent ?? undefined);
  });
}

function parse(status: number, text: string): Told {
  if (text === '') return { status, body: null, failure: null };
  try {
    return { status, body: JSON.parse(text) as unknown, failure: null };
  } catch {
    return { status, body: null, failure: 'malformed' };
  }
}
