import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { PaymentRecord } from './books.ts';
import { mustFind } from './books.ts';
import type { Desk } from './desk.ts';
import { readAccount } from './read-purchase.ts';
import { goOn, pay } from './pay.ts';
import { json } from './json-answer.ts';
import { viewOfPayment } from './payment-view.ts';
import {
  detailsBody,
  paymentBody,
  paymentMethodsBody,
  readBody,
  type DetailsBody,
} from './requests.ts';
import { nextAction, readThreeDSResult, type ShopperResult } from './three-d-secure.ts';

export function paymentRoutes(desk: Desk): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/payments',
      operation: 'confirm',
      body: 'json',
      orderOf: ({ json: body }) => referenceIn(body),
      handle: (call) =>
        answerWith(
          desk,
          call,
          pay(desk, call, readBody(paymentBody, call.request.json, 'PaymentRequest', desk.errors)),
        ),
    },
    {
      method: 'POST',
      path: '/payments/details',
      operation: 'confirm',
      body: 'json',
      orderOf: ({ json: body }) => paymentOfDetails(desk, body)?.reference ?? null,
      handle: (call) => {
        const body = readBody(detailsBody, call.request.json, 'DetailsRequest', desk.errors);
        return answerWith(desk, call, finish(desk, call, body));
      },
    },
    {
      method: 'POST',
      path: '/paymentMethods',
      operation: 'other',
      body: 'json',
      orderOf: () => null,
      handle: (call) => listMethods(desk, call),
    },
  ];
}

export const referenceIn = (body: unknown): string | null => {
  if (typeof body !== 'object' || body === null || !('reference' in body)) return null;
  return typeof body.reference === 'string' ? body.reference : null;
};

/** The action that goes with it where the shopper must do something. */
export const actionFor = (desk: Desk, payment: PaymentRecord): object | null =>
  payment.state === 'awaiting-shopper' ? nextAction(desk, payment) : null;

function answerWith(desk: Desk, { report }: Call, payment: PaymentRecord): Answer {
  report.object = payment.pspReference;
  return json(200, viewOfPayment(payment, actionFor(desk, payment)), {
    pspreference: payment.pspReference,
  });
}

interface FoundDetails {
  readonly payment: PaymentRecord;
  readonly result: ShopperResult;
}

/** Which payment a request to go on is about, and what the shopper did; null when it names none. */
function findDetails(desk: Desk, { details, paymentData }: DetailsBody): FoundDetails | null {
  const { books } = desk;
  const redirect = books.handles.get(details?.redirectResult ?? '');
  if (redirect !== undefined && redirect.transStatus !== null) {
    const payment = mustFind(books.payments, redirect.payment);
    const { transStatus } = redirect;
    return { payment, result: { kind: 'authentication', transStatus } };
  }
  const read =
    details?.threeDSResult === undefined ? null : readThreeDSResult(details.threeDSResult);
  if (read === null) return null;
  const handle = books.handles.get(read.token ?? '') ?? books.handles.get(paymentData ?? '');
  return handle === undefined
    ? null
    : { payment: mustFind(books.payments, handle.payment), result: read.result };
}

export function paymentOfDetails(desk: Desk, body: unknown): PaymentRecord | null {
  const parsed = detailsBody.safeParse(body);
  return parsed.success ? (findDetails(desk, parsed.data)?.payment ?? null) : null;
}

export function finish(desk: Desk, call: Call, body: DetailsBody): PaymentRecord {
  if (body.details === undefined) throw desk.errors.refusal('details-missing');
  const found = findDetails(desk, body);
  if (found === null) throw desk.errors.refusal('invalid-payload');
  const { payment, result } = found;
  call.report.object = payment.pspReference;
  if (payment.state !== 'awaiting-shopper' || !isExpected(payment, result, body)) {
    throw desk.errors.refusal('invalid-payload');
  }
  return goOn(desk, call, payment, result);
}

/** A challenge can't be answered before it was asked, nor a redirect without leaving. */
function isExpected(
  { stepUp }: PaymentRecord,
  result: ShopperResult,
  { details }: DetailsBody,
): boolean {
  const isRedirect = details?.redirectResult !== undefined;
  switch (stepUp?.stage) {
    case 'fingerprint':
      return result.kind === 'fingerprint';
    case 'challenge':
      return result.kind === 'authentication' && !isRedirect;
    default:
      return isRedirect;
  }
}

const METHODS = [
  {
    brands: ['visa', 'mc', 'amex', 'discover', 'jcb', 'cup', 'diners', 'maestro', 'cartebancaire'],
    name: 'Cards',
    type: 'scheme',
  },
  { name: 'Bancontact card', type: 'bcmc' },
];

function listMethods({ errors }: Desk, { request }: Call): Answer {
  const body = readBody(paymentMethodsBody, request.json, 'PaymentMethodsRequest', errors);
  readAccount(body.merchantAccount, errors);
  const { allowedPaymentMethods: allowed, blockedPaymentMethods: blocked = [] } = body;
  const paymentMethods = METHODS.filter(
    ({ type }) => (allowed?.includes(type) ?? true) && !blocked.includes(type),
  );
  return json(200, { paymentMethods });
}
