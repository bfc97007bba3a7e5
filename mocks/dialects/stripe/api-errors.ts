import type { Answer } from '../../kernel/answer.ts';
import { Refusal } from '../../kernel/refusal.ts';

export interface ErrorBody {
  readonly type: 'api_error' | 'card_error' | 'idempotency_error' | 'invalid_request_error';
  readonly message: string;
  readonly code?: string;
  readonly param?: string;
  readonly [field: string]: unknown;
}

export function jsonAnswer(status: number, body: unknown): Answer {
  return { status, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

export function errorAnswer(
  status: number,
  error: ErrorBody,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  const documented =
    error.code === undefined
      ? error
      : { ...error, doc_url: `https://stripe.com/docs/error-codes/${slug(error.code)}` };
  return {
    status,
    headers: { ...JSON_HEADERS, ...headers },
    body: JSON.stringify({ error: documented }),
  };
}

/** The request itself is wrong; nothing was carried out, so its key stays free. */
export function badParameter(param: string, message: string, code?: string): Refusal {
  const error: ErrorBody = {
    type: 'invalid_request_error',
    ...(code === undefined ? {} : { code }),
    message,
    param,
  };
  return new Refusal(errorAnswer(400, error), { isExecuted: false });
}

export function missingParameter(param: string): Refusal {
  return badParameter(param, `Missing required param: ${param}.`, 'parameter_missing');
}

/** Who asks for an object by its path is told 404; who names it in a parameter, 400. */
export type NamedIn = 'path' | 'parameter';

/** @param what `payment_intent`, `charge`... */
export function noSuch(what: string, id: string, param = 'id', namedIn: NamedIn = 'path'): Refusal {
  const error: ErrorBody = {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such ${what}: '${id}'`,
    param,
  };
  const status = namedIn === 'path' ? 404 : 400;
  return new Refusal(errorAnswer(status, error), { isExecuted: false });
}

/** The object is in no state that permits this. Carried out, so a repetition gets it again. */
export function illegalStep(
  error: Omit<ErrorBody, 'type'> & { readonly message: string },
): Refusal {
  return new Refusal(errorAnswer(400, { type: 'invalid_request_error', ...error }), {
    isExecuted: true,
  });
}

const JSON_HEADERS = { 'content-type': 'application/json' } as const;
const slug = (code: string): string => code.replaceAll('_', '-');
