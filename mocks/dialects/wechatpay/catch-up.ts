import { assertNever } from '../../../harness/core/assert-never.ts';
import type { Plan } from './books.ts';
import type { Desk } from './desk.ts';
import { declineOrder, payOrder } from './pay-order.ts';
import { endRefund } from './refunds.ts';

/** Carries out what is due, in the order of its time. */
export function catchUp(desk: Desk): void {
  const { plans } = desk.books;
  if (plans.size === 0) return;
  const nowMs = desk.gateway.clock.now();
  const due = [...plans].filter(([, { dueMs }]) => dueMs <= nowMs);
  due.sort(([, one], [, other]) => one.dueMs - other.dueMs);
  for (const [id, planned] of due) {
    plans.delete(id);
    carryOut(desk, planned);
  }
}

function carryOut(desk: Desk, planned: Plan): void {
  switch (planned.kind) {
    case 'pay': {
      // As it was when this was due, which may be before it ran out. It may have been closed,
      // reversed or paid otherwise meanwhile.
      const order = desk.books.orders.get(planned.outTradeNo);
      if (order === undefined || planned.dueMs >= order.expiresMs) return;
      if (order.state !== 'NOTPAY' && order.state !== 'USERPAYING') return;
      if (planned.decline === null) payOrder(desk, order, planned.openid, planned.exchange);
      else declineOrder(desk, order, planned.decline);
      return;
    }
    case 'refund':
      endRefund(desk, planned.outRefundNo);
      return;
    default:
      assertNever(planned);
  }
}
