import { mustFind, type OrderRecord, type UnitRecord } from './books.ts';
import { viewOfSource } from './card-source.ts';
import { wireTime, type Desk, type Detail } from './desk.ts';
import { toWire } from './money.ts';
import {
  linkTo,
  ORDERS,
  viewOfAuthorisation,
  viewOfCapture,
  viewOfRefund,
  type Link,
} from './payment-view.ts';

// Orders as the Orders v2 API shows them. A minimal answer to create is id, status and links; one
// to authorize and capture has the payments too, since without them nobody knew what happened.

export const APPROVAL_PAGE = '/checkoutnow';
export const AUTHENTICATION_PAGE = '/webapps/helios';

/** Where the payer of an order has to go next. */
export function payerActionLink(desk: Desk, { id, source }: OrderRecord): Link {
  const page =
    source?.kind === 'card'
      ? `${AUTHENTICATION_PAGE}?action=verify&flow=3ds&cart_id=${id}`
      : `${APPROVAL_PAGE}?token=${id}`;
  return linkTo(desk, page, 'payer-action');
}

export function viewOfOrder(
  desk: Desk,
  order: OrderRecord,
  view: 'created' | 'paid',
  detail: Detail,
): object {
  const source = order.source === null ? {} : { payment_source: viewOfSource(order.source) };
  const head = { id: order.id, status: order.status };
  const links = linksOf(desk, order);
  const isPaid = view === 'paid' || order.status === 'COMPLETED';
  if (detail === 'minimal') {
    return isPaid
      ? { ...head, ...source, purchase_units: order.units.map(briefUnit(desk, order)), links }
      : { ...head, ...source, links };
  }
  return {
    ...head,
    intent: order.intent,
    ...source,
    purchase_units: order.units.map(fullUnit(desk, order)),
    ...(order.payer === null ? {} : { payer: order.payer }),
    create_time: wireTime(order.createdMs),
    update_time: wireTime(order.updatedMs),
    links,
  };
}

const briefUnit =
  (desk: Desk, order: OrderRecord) =>
  (unit: UnitRecord, index: number): object => ({
    reference_id: unit.referenceId,
    ...paymentsOf(desk, order, index),
  });

const fullUnit =
  (desk: Desk, order: OrderRecord) =>
  (unit: UnitRecord, index: number): object => ({
    ...unit.body,
    reference_id: unit.referenceId,
    amount: { ...unit.body.amount, ...toWire(unit.amountMinor, unit.currency) },
    ...paymentsOf(desk, order, index),
  });

function paymentsOf(desk: Desk, order: OrderRecord, unitIndex: number): object {
  const { books } = desk;
  const ofUnit = (record: { readonly unitIndex: number }) => record.unitIndex === unitIndex;
  const authorisations = (books.authorisationsOfOrder.get(order.id) ?? [])
    .map((id) => mustFind(books.authorisations, id))
    .filter(ofUnit);
  const captures = (books.capturesOfOrder.get(order.id) ?? [])
    .map((id) => mustFind(books.captures, id))
    .filter(ofUnit);
  const refunds = captures
    .flatMap((capture) => books.refundsOfCapture.get(capture.id) ?? [])
    .map((id) => mustFind(books.refunds, id));
  if (authorisations.length + captures.length === 0) return {};
  return {
    payments: {
      ...list('authorizations', authorisations, (it) =>
        viewOfAuthorisation(desk, it, 'representation'),
      ),
      ...list('captures', captures, (it) => viewOfCapture(desk, it, 'representation')),
      ...list('refunds', refunds, (it) => viewOfRefund(desk, it, 'representation')),
    },
  };
}

const list = <Item>(name: string, items: readonly Item[], view: (item: Item) => object): object =>
  items.length === 0 ? {} : { [name]: items.map(view) };

function linksOf(desk: Desk, order: OrderRecord): readonly Link[] {
  const path = `${ORDERS}/${order.id}`;
  const self = linkTo(desk, path, 'self');
  if (order.status === 'COMPLETED') return [self];
  const approval = `${APPROVAL_PAGE}?token=${order.id}`;
  const step =
    order.intent === 'CAPTURE'
      ? linkTo(desk, `${path}/capture`, 'capture', 'POST')
      : linkTo(desk, `${path}/authorize`, 'authorize', 'POST');
  switch (order.status) {
    case 'PAYER_ACTION_REQUIRED':
      return [self, payerActionLink(desk, order)];
    case 'CREATED':
      return [self, linkTo(desk, approval, 'approve'), linkTo(desk, path, 'update', 'PATCH'), step];
    default:
      return [self, linkTo(desk, path, 'update', 'PATCH'), step];
  }
}
