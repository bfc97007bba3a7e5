import type { ProviderErrors } from '../../faults/fault.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { RequestProblem } from '../../kernel/dialect.ts';
import type { IdSource } from '../../kernel/id-source.ts';
import { Refusal } from '../../kernel/refusal.ts';
import { assertNever } from '../../../harness/core/assert-never.ts';
import { debugId } from './ids.ts';
import { ISSUES, type Issue } from './issues.ts';
import { json } from './json-answer.ts';

/** Where in the request the problem is: `/purchase_units/0/amount/value`. */
export interface IssuePlace {
  readonly field?: string;
  /** What was sent there. Never card data. */
  readonly value?: string;
  readonly location?: 'body' | 'path' | 'query' | 'header';
  /** Instead of the issue's usual description. */
  readonly description?: string;
}

export interface ApiErrors extends ProviderErrors {
  /** @param links what to do about it, beside the link to the documentation */
  issue(issue: Issue, place?: IssuePlace, links?: readonly object[]): Answer;
  /** The same, to be thrown by a handler: nothing was carried out. */
  refusal(issue: Issue, place?: IssuePlace, links?: readonly object[]): Refusal;
  /** An error by its name alone, `INTERNAL_SERVER_ERROR`; undefined when there is none so named. */
  named(name: string): Answer | undefined;
  /** The 401 of a missing, unknown or expired access token. */
  invalidToken(description: string): Answer;
  refuse(problem: RequestProblem): Answer;
}

/** PayPal's error names and messages; every issue comes under one of them. */
const ERROR_NAMES: Readonly<Record<number, readonly [name: string, message: string]>> = {
  400: [
    'INVALID_REQUEST',
    'Request is not well-formed, syntactically incorrect, or violates schema.',
  ],
  401: [
    'AUTHENTICATION_FAILURE',
    'Authentication failed due to invalid authentication credentials.',
  ],
  403: ['NOT_AUTHORIZED', 'Authorization failed due to insufficient permissions.'],
  404: ['RESOURCE_NOT_FOUND', 'The specified resource does not exist.'],
  405: ['METHOD_NOT_SUPPORTED', 'The server does not implement the requested HTTP method.'],
  409: ['RESOURCE_CONFLICT', 'The server has detected a conflict while processing this request.'],
  413: ['REQUEST_TOO_LARGE', 'The request is larger than the server accepts.'],
  415: ['UNSUPPORTED_MEDIA_TYPE', 'The server does not support the request payload’s media type.'],
  422: [
    'UNPROCESSABLE_ENTITY',
    'The requested action could not be performed, semantically incorrect, or failed business validation.',
  ],
  429: ['RATE_LIMIT_REACHED', 'Too many requests. Blocked due to rate limiting.'],
  500: ['INTERNAL_SERVER_ERROR', 'An internal server error has occurred.'],
  503: ['SERVICE_UNAVAILABLE', 'Service Unavailable.'],
};

const DOCUMENTATION = 'https://developer.paypal.com/api/rest/responses/';

export function createApiErrors(ids: IdSource): ApiErrors {
  const body = (
    status: number,
    details: readonly object[],
    headers: Readonly<Record<string, string>> = {},
    more: readonly object[] = [],
  ): Answer => {
    const general = ERROR_NAMES[status < 500 ? 400 : 500] ?? ['', ''];
    const [name, message] = ERROR_NAMES[status] ?? general;
    const debug = debugId(ids);
    const about = { href: `${DOCUMENTATION}#${name}`, rel: 'information_link', method: 'GET' };
    const links = [about, ...more];
    return json(
      status,
      { name, message, debug_id: debug, ...(details.length > 0 ? { details } : {}), links },
      { ...headers, 'paypal-debug-id': debug },
    );
  };

  const issue = (code: Issue, place: IssuePlace = {}, links?: readonly object[]): Answer => {
    const { status, description } = ISSUES[code];
    return body(status, [{ issue: code, description, ...place }], {}, links);
  };

  const retryAfter = (seconds: number) => ({ 'retry-after': String(seconds) });

  return {
    issue,
    refusal: (code, place, links) => new Refusal(issue(code, place, links), { isExecuted: false }),
    named(name) {
      const status = Object.keys(ERROR_NAMES).find((key) => ERROR_NAMES[Number(key)]?.[0] === name);
      return status === undefined ? undefined : body(Number(status), []);
    },
    invalidToken: (description) =>
      json(
        401,
        { error: 'invalid_token', error_description: description },
        { 'www-authenticate': 'Bearer realm="paypal", error="invalid_token"' },
      ),
    status: (status) => body(status, []),
    rateLimited: (seconds) => body(429, [], retryAfter(seconds)),
    maintenance: (seconds) => body(503, [], retryAfter(seconds)),
    refuse(problem) {
      switch (problem.kind) {
        case 'unknown-route':
          return body(404, []);
        case 'malformed-body':
          return issue('MALFORMED_REQUEST_JSON', { location: 'body' });
        case 'content-type':
          return body(415, []);
        case 'too-large':
          return body(413, []);
        case 'malformed-request':
          return issue('INVALID_PARAMETER_SYNTAX', { description: problem.reason });
        case 'bad-fault-header':
          return issue('INVALID_PARAMETER_VALUE', {
            field: 'paydrill-fault',
            location: 'header',
            description: problem.reason,
          });
        case 'crashed':
          return body(500, []);
        default:
          return assertNever(problem);
      }
    },
  };
}
