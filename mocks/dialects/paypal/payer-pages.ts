import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import type { FormTree } from '../../kernel/request.ts';
import { approve } from './approval-routes.ts';
import type { OrderRecord } from './books.ts';
import type { Desk } from './desk.ts';
import { payerId } from './ids.ts';
import { APPROVAL_PAGE, AUTHENTICATION_PAGE } from './order-view.ts';
import { resultNamed } from './three-d-secure.ts';

// What the links `approve` and `payer-action` lead to. The mock's payer does what is asked of them
// as soon as a page is opened, and goes back to the shop if the order says where that is.

export function payerPages(desk: Desk): readonly Route[] {
  const page = {
    method: 'GET',
    operation: 'other',
    body: 'none',
    isOpen: true,
    orderOf: () => null,
  } as const;
  return [
    { ...page, path: APPROVAL_PAGE, handle: (call) => approveByWallet(desk, call) },
    { ...page, path: AUTHENTICATION_PAGE, handle: (call) => authenticate(desk, call) },
  ];
}

function approveByWallet(desk: Desk, { request, report }: Call): Answer {
  const order = orderNamed(desk, request.query, 'token');
  if (order === undefined) return desk.errors.status(404);
  report.object = order.id;
  const { returnUrl, cancelUrl } = order.returnUrls;
  if (isCancelled(request.query)) {
    return goBack(cancelUrl, { token: order.id }, 'Order not approved.');
  }
  if (order.status !== 'COMPLETED') approve(desk, order, { kind: 'wallet' });
  const answer = { token: order.id, PayerID: payerId(order.id) };
  return goBack(returnUrl, answer, 'Order approved.');
}

/** Who leaves without an answer leaves the order as it is. */
function authenticate(desk: Desk, { request, report }: Call): Answer {
  const { query } = request;
  const order = orderNamed(desk, query, 'cart_id');
  const source = order?.source;
  if (order === undefined || source?.kind !== 'card' || source.expected === null) {
    return desk.errors.status(404);
  }
  report.object = order.id;
  const { returnUrl, cancelUrl } = order.returnUrls;
  const asked = textOf(query, 'redirect_uri');
  if (asked !== null && !URL.canParse(asked)) return desk.errors.status(400);
  if (isCancelled(query)) return goBack(cancelUrl, {}, 'Not authenticated.');
  const status = textOf(query, 'authentication_status');
  const result = status === null ? source.expected : resultNamed(status);
  if (result === null) return desk.errors.status(400);
  // A page that is opened again, or too late, changes nothing.
  if (order.status === 'PAYER_ACTION_REQUIRED') {
    approve(desk, order, { ...source, authentication: result });
  }
  return goBack(asked ?? returnUrl, { liability_shift: result.liabilityShift }, 'Authenticated.');
}

function orderNamed(desk: Desk, query: FormTree, name: string): OrderRecord | undefined {
  return desk.books.orders.get(textOf(query, name) ?? '');
}

function textOf(query: FormTree, name: string): string | null {
  const value = query[name];
  return typeof value === 'string' ? value : null;
}

const isCancelled = (query: FormTree): boolean => query['cancel'] === 'true';

/** To the shop, or to a page that says how it went. */
function goBack(
  url: string | null,
  parameters: Readonly<Record<string, string>>,
  words: string,
): Answer {
  if (url === null) {
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    return { status: 200, headers, body: `<!doctype html><p>${words}</p>` };
  }
  const target = new URL(url);
  for (const [name, value] of Object.entries(parameters)) target.searchParams.set(name, value);
  return { status: 302, headers: { location: target.href }, body: '' };
}
