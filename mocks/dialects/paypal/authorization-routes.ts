import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import { readAmount } from './amounts.ts';
import { merchantReference, mustFind, unitOf, type AuthorisationRecord } from './books.ts';
import { detailOf, remember, type Desk } from './desk.ts';
import { json, noContent } from './json-answer.ts';
import { captureHold } from './captures.ts';
import { releaseHold } from './holds.ts';
import { AUTHORIZATIONS, viewOfAuthorisation, viewOfCapture } from './payment-view.ts';
import { reauthorize } from './reauthorize.ts';
import { captureBody, readBody } from './requests.ts';

/** Payments v2 on authorizations. */
export function authorizationRoutes(desk: Desk): readonly Route[] {
  const onAuthorization = {
    orderOf: (request: Call['request']) => {
      const record = desk.books.authorisations.get(request.params['id'] ?? '');
      return record === undefined
        ? null
        : merchantReference(mustFind(desk.books.orders, record.orderId));
    },
  };
  const path = `${AUTHORIZATIONS}/:id`;
  return [
    {
      method: 'GET',
      path,
      operation: 'retrieve',
      body: 'none',
      ...onAuthorization,
      handle: (call) =>
        json(200, viewOfAuthorisation(desk, findHold(desk, call), 'representation')),
    },
    {
      method: 'POST',
      path: `${path}/capture`,
      operation: 'capture',
      body: 'json',
      ...onAuthorization,
      handle: (call) => capture(desk, call),
    },
    {
      method: 'POST',
      path: `${path}/void`,
      operation: 'void',
      body: 'none',
      ...onAuthorization,
      handle: (call) => voidHold(desk, call),
    },
    {
      // Asks the issuer again, as a confirm does.
      method: 'POST',
      path: `${path}/reauthorize`,
      operation: 'confirm',
      body: 'json',
      ...onAuthorization,
      handle: (call) => reauthorize(desk, call, findHold(desk, call)),
    },
  ];
}

/** Lets go of every hold whose time is over. */
export function expireHolds(desk: Desk): void {
  for (const record of desk.books.authorisations.values()) expireIfDue(desk, record);
}

function expireIfDue(desk: Desk, record: AuthorisationRecord): AuthorisationRecord {
  const isDue = !record.isClosed && record.expiresMs <= desk.gateway.clock.now();
  return isDue ? releaseHold(desk, record, 'expire', null) : record;
}

function findHold(desk: Desk, { request, report }: Call): AuthorisationRecord {
  const record = desk.books.authorisations.get(request.params['id'] ?? '');
  if (record === undefined) {
    throw desk.errors.refusal('INVALID_RESOURCE_ID', {
      field: 'authorization_id',
      location: 'path',
    });
  }
  report.object = record.orderId;
  return expireIfDue(desk, record);
}

function capture(desk: Desk, call: Call): Answer {
  const { errors } = desk;
  const hold = findHold(desk, call);
  const body = readBody(captureBody, call.request.json, errors);
  const { currency } = unitOf(desk.books, hold);
  const amount = body.amount === undefined ? null : readAmount(body.amount, '/amount', errors);
  refuseDeadHold(desk, hold);
  if (amount !== null && amount.currency !== currency) {
    throw errors.refusal('AUTH_CAPTURE_CURRENCY_MISMATCH');
  }
  const leftMinor = hold.amountMinor - hold.capturedMinor;
  const amountMinor = amount?.amountMinor ?? leftMinor;
  // PayPal's overage of 115 % is a setting of the account; this account has none.
  if (amountMinor > leftMinor) throw errors.refusal('MAX_CAPTURE_AMOUNT_EXCEEDED');
  const captured = captureHold(desk, hold, {
    amountMinor,
    isFinal: body.final_capture ?? false,
    invoiceId: body.invoice_id ?? null,
    noteToPayer: body.note_to_payer ?? null,
    exchange: call.exchange,
  });
  remember(desk, call, { kind: 'capture', id: captured.id });
  return json(201, viewOfCapture(desk, captured, detailOf(call.request)));
}

function refuseDeadHold({ errors }: Desk, hold: AuthorisationRecord): void {
  if (hold.status === 'DENIED') throw errors.refusal('AUTHORIZATION_DENIED');
  if (hold.status === 'PENDING') {
    throw errors.refusal('TRANSACTION_REFUSED', { description: 'The authorization is pending.' });
  }
  if (hold.hasExpired) throw errors.refusal('AUTHORIZATION_EXPIRED');
  if (hold.renewedBy !== null) {
    throw errors.refusal('AUTHORIZATION_VOIDED', {
      description: `It was reauthorized; capture ${hold.renewedBy} instead.`,
    });
  }
  if (hold.status === 'VOIDED') throw errors.refusal('AUTHORIZATION_VOIDED');
  if (hold.isClosed) throw errors.refusal('AUTHORIZATION_ALREADY_CAPTURED');
}

function voidHold(desk: Desk, call: Call): Answer {
  const hold = findHold(desk, call);
  if (hold.status === 'VOIDED') throw desk.errors.refusal('PREVIOUSLY_VOIDED');
  if (hold.status === 'DENIED') throw desk.errors.refusal('AUTHORIZATION_DENIED');
  if (hold.renews !== null) throw desk.errors.refusal('CANNOT_BE_VOIDED');
  const renewal =
    hold.renewedBy === null ? null : mustFind(desk.books.authorisations, hold.renewedBy);
  if ((renewal ?? hold).status !== 'VOIDED' && (renewal ?? hold).isClosed) {
    throw desk.errors.refusal('PREVIOUSLY_CAPTURED');
  }
  if (renewal !== null && !renewal.isClosed) releaseHold(desk, renewal, 'void', call.exchange);
  const voided = releaseHold(desk, hold, 'void', call.exchange);
  remember(desk, call, { kind: 'void', id: hold.id });
  const detail = detailOf(call.request);
  return detail === 'minimal' ? noContent() : json(200, viewOfAuthorisation(desk, voided, detail));
}
