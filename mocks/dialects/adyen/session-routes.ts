import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import { HOUR_MS } from './accounts.ts';
import { mustFind, type SessionRecord } from './books.ts';
import { toWire } from './currencies.ts';
import type { Desk } from './desk.ts';
import { opaqueToken, pspReference } from './ids.ts';
import { json } from './json-answer.ts';
import { referenceIn } from './payment-routes.ts';
import { resultCodeOf } from './payment-view.ts';
import { readPurchase } from './read-purchase.ts';
import { readBody, sessionBody } from './requests.ts';

// A session is a payment that the shopper's side makes; the shop only opens it and reads how it
// went. https://docs.adyen.com/online-payments/build-your-integration/sessions-flow

const LIFETIME_MS = HOUR_MS;
const LONGEST_LIFETIME_MS = 24 * HOUR_MS;

export function sessionRoutes(desk: Desk): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/sessions',
      operation: 'create',
      body: 'json',
      orderOf: ({ json: body }) => referenceIn(body),
      handle: (call) => open(desk, call),
    },
    {
      method: 'GET',
      path: '/sessions/:id',
      operation: 'retrieve',
      body: 'none',
      orderOf: (request) => sessionOf(desk, request)?.reference ?? null,
      handle: (call) => read(desk, call),
    },
  ];
}

export const sessionOf = (
  { books }: Pick<Desk, 'books'>,
  { params }: GatewayRequest,
): SessionRecord | undefined => books.sessions.get(params['id'] ?? '');

function open(desk: Desk, { request, report }: Call): Answer {
  const { errors, gateway, books } = desk;
  const body = readBody(sessionBody, request.json, 'CreateCheckoutSessionRequest', errors);
  const { reference, amount, account, returnUrl } = readPurchase(body, errors);
  const nowMs = gateway.clock.now();
  const expiresMs = readExpiry(desk, body.expiresAt, nowMs);
  const session: SessionRecord = {
    id: `CS${pspReference(gateway.ids)}`,
    sessionData: opaqueToken(gateway.ids),
    sessionResult: opaqueToken(gateway.ids),
    body: request.rawBody,
    reference,
    status: 'active',
    payments: [],
    refusals: 0,
    expiresMs,
  };
  books.sessions.set(session.id, session);
  report.object = session.id;
  return json(201, {
    amount: toWire(amount.amountMinor, amount.currency),
    ...(body.countryCode === undefined ? {} : { countryCode: body.countryCode }),
    ...(body.shopperLocale === undefined ? {} : { shopperLocale: body.shopperLocale }),
    expiresAt: new Date(expiresMs).toISOString(),
    id: session.id,
    merchantAccount: account.code,
    mode: body.mode ?? 'embedded',
    reference,
    returnUrl,
    sessionData: session.sessionData,
  });
}

function readExpiry({ errors }: Desk, text: string | undefined, nowMs: number): number {
  if (text === undefined) return nowMs + LIFETIME_MS;
  const expiresMs = Date.parse(text);
  if (!(expiresMs > nowMs && expiresMs <= nowMs + LONGEST_LIFETIME_MS)) {
    throw errors.refusal('bad-field', "Unable to parse the field 'expiresAt'");
  }
  return expiresMs;
}

/** Only with the result that the shopper's side was given: nobody else can ask. */
function read(desk: Desk, { request, report }: Call): Answer {
  const session = sessionOf(desk, request);
  const given = request.query['sessionResult'];
  if (session === undefined || given !== session.sessionResult) {
    throw desk.errors.refusal('invalid-session');
  }
  report.object = session.id;
  const payments = session.payments
    .map((psp) => mustFind(desk.books.payments, psp))
    .filter(({ state }) => state === 'authorised')
    .map((payment) => ({
      amount: toWire(payment.amountMinor, payment.currency),
      paymentMethod: { brand: payment.card.brand, type: 'scheme' },
      pspReference: payment.pspReference,
      resultCode: resultCodeOf(payment),
    }));
  return json(200, {
    id: session.id,
    ...(payments.length === 0 ? {} : { payments }),
    reference: session.reference,
    status: statusOf(desk, session),
  });
}

export function statusOf(
  { gateway }: Pick<Desk, 'gateway'>,
  { status, expiresMs }: SessionRecord,
): SessionRecord['status'] | 'expired' {
  return status === 'active' && expiresMs <= gateway.clock.now() ? 'expired' : status;
}
