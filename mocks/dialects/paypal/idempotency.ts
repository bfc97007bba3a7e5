import { assertNever } from '../../../harness/core/assert-never.ts';
import type { Answer } from '../../kernel/answer.ts';
import type { IdempotencyRules } from '../../kernel/idempotency-rules.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { mustFind, type MadeResource } from './books.ts';
import { detailOf, requestIdOf, type Desk } from './desk.ts';
import { json, noContent } from './json-answer.ts';
import { viewOfOrder } from './order-view.ts';
import { viewOfAuthorisation, viewOfCapture, viewOfRefund } from './payment-view.ts';

// PayPal-Request-Id: a repetition is told the latest status of what the first call made, not what
// the first call was told. Orders answer it with 200, payments with the same 201 again. Errors are
// not kept: the same id may be used to try again.
// https://developer.paypal.com/api/rest/reference/idempotency/

const HOUR_MS = 3_600_000;
const ORDER_RETENTION_MS = 6 * HOUR_MS;
const PAYMENT_RETENTION_MS = 45 * 24 * HOUR_MS;

export function createIdempotencyRules(desk: Desk): IdempotencyRules {
  return {
    keyOf: (request) =>
      request.method === 'POST' && isKeyed(request) ? requestIdOf(request) : null,
    scopeOf: (request) => request.path.replaceAll(/\/[A-Z0-9]{17}(?=\/|$)/g, '/:id'),
    retentionMs: (request) =>
      request.path.startsWith('/v2/checkout/') ? ORDER_RETENTION_MS : PAYMENT_RETENTION_MS,
    mismatch: () => desk.errors.issue('PAYPAL_REQUEST_ID_PREVIOUSLY_USED', PLACE),
    inFlight: () => desk.errors.issue('PREVIOUS_REQUEST_IN_PROGRESS', PLACE),
    keep: (_call, made) => (made.status < 400 ? made : null),
    replay(kept, request) {
      const resource = desk.books.made.get(kept.exchange);
      return resource === undefined ? kept.answer : latestStatus(desk, resource, request);
    },
  };
}

const PLACE = { field: 'PayPal-Request-Id', location: 'header' } as const;

const isKeyed = (request: GatewayRequest): boolean => request.path.startsWith('/v2/');

function latestStatus(desk: Desk, made: MadeResource, request: GatewayRequest): Answer {
  const { books } = desk;
  const detail = detailOf(request);
  switch (made.kind) {
    case 'order':
      return json(200, viewOfOrder(desk, mustFind(books.orders, made.id), made.view, detail));
    case 'authorisation':
      return json(201, viewOfAuthorisation(desk, mustFind(books.authorisations, made.id), detail));
    case 'void':
      return detail === 'minimal'
        ? noContent()
        : json(200, viewOfAuthorisation(desk, mustFind(books.authorisations, made.id), detail));
    case 'capture':
      return json(201, viewOfCapture(desk, mustFind(books.captures, made.id), detail));
    case 'refund':
      return json(201, viewOfRefund(desk, mustFind(books.refunds, made.id), detail));
    default:
      return assertNever(made);
  }
}
