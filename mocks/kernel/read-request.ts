import type { IncomingMessage } from 'node:http';
import type { RequestProblem, Route } from './dialect.ts';
import { parseForm } from './form.ts';
import { parseJson } from './parse-json.ts';
import type { FormTree, GatewayRequest } from './request.ts';

export const MEDIA_TYPES = {
  form: 'application/x-www-form-urlencoded',
  json: 'application/json',
} as const;

export interface ReadRequest {
  readonly request: GatewayRequest;
  /** Why the dialect can't be asked to handle it; null when all is well. */
  readonly problem: RequestProblem | null;
}

/** Parses what a route takes. On a problem the parsed parts are empty and the raw ones as sent. */
export function readRequest(
  raw: IncomingMessage,
  route: Pick<Route, 'body'>,
  params: Readonly<Record<string, string>>,
  rawBody: string,
): ReadRequest {
  const url = raw.url ?? '/';
  const mark = url.indexOf('?');
  let problem: RequestProblem | null = null;
  let query: FormTree = parseForm('');
  let form: FormTree = query;
  let json: unknown;
  try {
    query = parseForm(mark === -1 ? '' : url.slice(mark + 1));
    if (rawBody !== '' && route.body !== 'none') {
      const got = raw.headers['content-type'] ?? '';
      const wanted = MEDIA_TYPES[route.body];
      if (!isOfType(got, wanted)) problem = { kind: 'content-type', got, wanted };
      else if (route.body === 'form') form = parseForm(rawBody);
      else json = parseJson(rawBody);
    }
  } catch (error) {
    problem = { kind: 'malformed-body', reason: error instanceof Error ? error.message : 'broken' };
  }
  return {
    problem,
    request: {
      method: raw.method ?? 'GET',
      target: url,
      path: mark === -1 ? url : url.slice(0, mark),
      params,
      query,
      headers: raw.headers,
      rawBody,
      form,
      json,
    },
  };
}

/** Parameters, such as a charset, may follow the type. */
function isOfType(got: string, wanted: string): boolean {
  if (got === wanted) return true;
  const end = got.indexOf(';');
  return (end === -1 ? got : got.slice(0, end)).trim().toLowerCase() === wanted;
}
