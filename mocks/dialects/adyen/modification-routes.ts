import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { GatewayRequest } from '../../kernel/request.ts';
import {
  findByReference,
  type ModificationKind,
  type ModificationRecord,
  type PaymentRecord,
} from './books.ts';
import { toWire } from './currencies.ts';
import type { Desk } from './desk.ts';
import { pspReference } from './ids.ts';
import { json } from './json-answer.ts';
import type { RequestName } from './known-fields.ts';
import { standingOf } from './movement.ts';
import { readAccount, readAmount } from './read-purchase.ts';
import { modificationBody, readBody, type ModificationBody } from './requests.ts';

// Modifications are only received here: whether they succeed is told by webhook alone, once they
// were carried out (carry-out.ts). Refused at once is what names no payment or no sensible amount.
// https://docs.adyen.com/online-payments/classic-integrations/modify-payments

interface Shape {
  readonly kind: Exclude<ModificationKind, 'technical-cancel'>;
  readonly name: RequestName;
  readonly operation: Route['operation'];
  readonly hasAmount: boolean;
}

const SHAPES: Readonly<Record<string, Shape>> = {
  captures: {
    kind: 'capture',
    name: 'PaymentCaptureRequest',
    operation: 'capture',
    hasAmount: true,
  },
  refunds: { kind: 'refund', name: 'PaymentRefundRequest', operation: 'refund', hasAmount: true },
  cancels: { kind: 'cancel', name: 'PaymentCancelRequest', operation: 'void', hasAmount: false },
  amountUpdates: {
    kind: 'amount-update',
    name: 'PaymentAmountUpdateRequest',
    operation: 'other',
    hasAmount: true,
  },
};

export function modificationRoutes(desk: Desk): readonly Route[] {
  const orderOf = ({ params }: GatewayRequest): string | null =>
    desk.books.payments.get(params['psp'] ?? '')?.reference ?? null;
  const reversal: Shape = {
    kind: 'reversal',
    name: 'PaymentReversalRequest',
    operation: ({ params }) => {
      const payment = desk.books.payments.get(params['psp'] ?? '');
      const isCaptured = payment !== undefined && standingOf(desk, payment).capturedMinor > 0;
      return isCaptured ? 'refund' : 'void';
    },
    hasAmount: false,
  };
  const onPayment = Object.entries({ ...SHAPES, reversals: reversal }).map(
    ([path, shape]): Route => ({
      method: 'POST',
      path: `/payments/:psp/${path}`,
      operation: shape.operation,
      body: 'json',
      orderOf,
      handle: (call) => receive(desk, call, shape),
    }),
  );
  return [
    ...onPayment,
    {
      method: 'POST',
      path: '/cancels',
      operation: 'void',
      body: 'json',
      orderOf: ({ json: body }) => paymentReferenceIn(body),
      handle: (call) => receiveTechnicalCancel(desk, call),
    },
  ];
}

function paymentReferenceIn(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('paymentReference' in body)) return null;
  return typeof body.paymentReference === 'string' ? body.paymentReference : null;
}

function receive(desk: Desk, call: Call, { kind, name, hasAmount }: Shape): Answer {
  const { errors } = desk;
  const body = readBody(modificationBody, call.request.json, name, errors);
  const account = readAccount(body.merchantAccount, errors);
  const payment = desk.books.payments.get(call.request.params['psp'] ?? '');
  // A payment of another account does not exist as far as this one can see.
  if (payment === undefined || payment.merchantAccount !== account.code) {
    throw errors.refusal('original-reference');
  }
  call.report.object = payment.pspReference;
  const amount = hasAmount ? readAmount(body.amount, 1, errors) : null;
  if (amount !== null && amount.currency !== payment.currency) {
    throw errors.refusal('unsupported-currency');
  }
  refuseUnknownCapture(desk, payment, body);
  const modification = keep(desk, call, {
    kind,
    payment: payment.pspReference,
    merchantAccount: account.code,
    reference: body.reference ?? null,
    amountMinor: amount?.amountMinor ?? null,
    currency: amount?.currency ?? null,
    capturePspReference: body.capturePspReference ?? null,
  });
  return received(modification, {
    paymentPspReference: payment.pspReference,
    ...(amount === null ? {} : { amount: toWire(amount.amountMinor, amount.currency) }),
    ...(body.industryUsage === undefined ? {} : { industryUsage: body.industryUsage }),
  });
}

function refuseUnknownCapture(
  { books, errors }: Desk,
  payment: PaymentRecord,
  { capturePspReference }: ModificationBody,
): void {
  if (capturePspReference === undefined) return;
  if (books.captures.get(capturePspReference)?.payment !== payment.pspReference) {
    throw errors.refusal('original-reference');
  }
}

/** A cancel of whatever has the merchant's reference, for who never learned the pspReference. */
function receiveTechnicalCancel(desk: Desk, call: Call): Answer {
  const { errors } = desk;
  const body = readBody(
    modificationBody,
    call.request.json,
    'StandalonePaymentCancelRequest',
    errors,
  );
  const account = readAccount(body.merchantAccount, errors);
  const { paymentReference } = body;
  if (paymentReference === undefined || paymentReference === '') {
    throw errors.refusal('reference-missing', "Required field 'paymentReference' is not provided.");
  }
  const payment = findByReference(desk.books, account.code, paymentReference);
  call.report.object = payment?.pspReference ?? null;
  const modification = keep(desk, call, {
    kind: 'technical-cancel',
    payment: payment?.pspReference ?? null,
    merchantAccount: account.code,
    reference: body.reference ?? paymentReference,
    amountMinor: null,
    currency: null,
    capturePspReference: null,
  });
  const { reference, ...rest } = modification;
  return received(
    { ...rest, reference: body.reference === undefined ? null : reference },
    { paymentReference },
  );
}

function keep(
  { gateway, books, agenda }: Desk,
  { exchange }: Call,
  asked: Omit<ModificationRecord, 'pspReference'>,
): ModificationRecord {
  const modification = { ...asked, pspReference: pspReference(gateway.ids) };
  books.modifications.set(modification.pspReference, modification);
  agenda.add({ kind: 'modify', modification: modification.pspReference, exchange });
  return modification;
}

function received(
  { merchantAccount, pspReference: psp, reference }: ModificationRecord,
  more: object,
): Answer {
  return json(
    201,
    {
      merchantAccount,
      ...more,
      pspReference: psp,
      ...(reference === null ? {} : { reference }),
      status: 'received',
    },
    { pspreference: psp },
  );
}
