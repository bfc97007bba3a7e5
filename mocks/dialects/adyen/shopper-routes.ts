import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { isSame } from './authenticate.ts';
import { mustFind, type PaymentRecord, type SessionRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { opaqueToken } from './ids.ts';
import { json } from './json-answer.ts';
import { pay } from './pay.ts';
import { actionFor, finish, paymentOfDetails } from './payment-routes.ts';
import { resultCodeOf } from './payment-view.ts';
import { paymentBody, readBody, sessionDetailsBody, sessionPaymentBody } from './requests.ts';
import { sessionOf, statusOf } from './session-routes.ts';
import { REDIRECT_PAGE } from './three-d-secure.ts';

// What the shopper's side asks of Adyen without the shop in between: the page of a 3-D Secure
// redirect, and the two calls by which Adyen's own components pay a session.

const SESSION = '/checkoutshopper/v1/sessions/:id';
/** A session takes no more after this many refused cards. */
const MAXIMUM_REFUSALS = 5;

export function shopperRoutes(desk: Desk, clientKey: string): readonly Route[] {
  const onSession = {
    method: 'POST',
    operation: 'confirm',
    body: 'json',
    isOpen: true,
    orderOf: (request: GatewayRequest) => sessionOf(desk, request)?.reference ?? null,
  } as const;
  return [
    {
      ...onSession,
      path: `${SESSION}/payments`,
      handle: (call) => paySession(desk, call, clientKey),
    },
    {
      ...onSession,
      path: `${SESSION}/paymentDetails`,
      handle: (call) => goOnWithSession(desk, call, clientKey),
    },
    {
      method: 'GET',
      path: REDIRECT_PAGE,
      operation: 'other',
      body: 'none',
      isOpen: true,
      orderOf: () => null,
      handle: (call) => leaveAndComeBack(desk, call),
    },
  ];
}

function findSession(
  desk: Desk,
  { request, report }: Call,
  clientKey: string,
  sessionData: string | undefined,
): SessionRecord {
  const key = request.query['clientKey'];
  if (typeof key !== 'string' || !isSame(key, clientKey)) {
    throw desk.errors.refusal('unauthorised');
  }
  const session = sessionOf(desk, request);
  if (session === undefined || session.sessionData !== sessionData) {
    throw desk.errors.refusal('invalid-session');
  }
  report.object = session.id;
  return session;
}

function paySession(desk: Desk, call: Call, clientKey: string): Answer {
  const { errors } = desk;
  const body = readBody(sessionPaymentBody, call.request.json, null, errors);
  const session = findSession(desk, call, clientKey, body.sessionData);
  if (statusOf(desk, session) !== 'active') throw errors.refusal('invalid-session');
  const opened = readBody(paymentBody, JSON.parse(session.body), null, errors);
  const payment = pay(desk, call, { ...opened, paymentMethod: body.paymentMethod });
  return answerShopper(desk, session, payment);
}

function goOnWithSession(desk: Desk, call: Call, clientKey: string): Answer {
  const { errors } = desk;
  const body = readBody(sessionDetailsBody, call.request.json, null, errors);
  const session = findSession(desk, call, clientKey, body.sessionData);
  const psp = paymentOfDetails(desk, call.request.json)?.pspReference;
  if (psp === undefined || !session.payments.includes(psp)) throw errors.refusal('invalid-payload');
  return answerShopper(desk, session, finish(desk, call, body));
}

function answerShopper(desk: Desk, session: SessionRecord, payment: PaymentRecord): Answer {
  const isRefused = payment.state === 'refused';
  const refusals = session.refusals + (isRefused ? 1 : 0);
  const kept: SessionRecord = {
    ...session,
    status: statusAfter(payment, refusals),
    payments: [...new Set([...session.payments, payment.pspReference])],
    refusals,
  };
  desk.books.sessions.set(session.id, kept);
  const action = actionFor(desk, payment);
  return json(200, {
    resultCode: resultCodeOf(payment),
    sessionData: session.sessionData,
    ...(action === null ? { sessionResult: session.sessionResult } : { action }),
  });
}

function statusAfter({ state }: PaymentRecord, refusals: number): SessionRecord['status'] {
  switch (state) {
    case 'authorised':
    case 'authenticated':
      return 'completed';
    case 'received':
      return 'paymentPending';
    case 'refused':
      return refusals >= MAXIMUM_REFUSALS ? 'refused' : 'active';
    default:
      return 'active';
  }
}

/** `transStatus` in the query asks for another ending than a successful one. */
function leaveAndComeBack({ gateway, books, errors }: Desk, { request, report }: Call): Answer {
  const { token, transStatus } = request.query;
  const handle = books.handles.get(typeof token === 'string' ? token : '');
  if (handle === undefined || handle.transStatus !== null) return errors.problem('not-found');
  const payment = mustFind(books.payments, handle.payment);
  report.object = payment.pspReference;
  const redirectResult = opaqueToken(gateway.ids);
  books.handles.set(redirectResult, {
    payment: payment.pspReference,
    transStatus: typeof transStatus === 'string' ? transStatus : 'Y',
  });
  const mark = payment.returnUrl.includes('?') ? '&' : '?';
  const location = `${payment.returnUrl}${mark}redirectResult=${redirectResult}`;
  return { status: 302, headers: { location: asHeader(location) }, body: '' };
}

/** The shop's own address may hold what no header may. */
const asHeader = (url: string): string =>
  url.replaceAll(/[^\u0021-\u007e]/g, (character) => encodeURIComponent(character));
