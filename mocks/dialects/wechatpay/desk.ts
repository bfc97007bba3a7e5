import type { GatewayContext } from '../../kernel/dialect.ts';
import type { Books, OrderRecord, Plan } from './books.ts';
import type { Merchant } from './merchant.ts';
import type { Platform } from './platform.ts';

/** What every handler of this dialect works with. */
export interface Desk {
  readonly gateway: GatewayContext;
  readonly books: Books;
  readonly merchant: Merchant;
  readonly platform: Platform;
  /** Carries out what is due. */
  catchUp(): void;
}

/** Has it carried out at its time; everything else that looks in the meantime finds it undone. */
export function plan(desk: Desk, planned: Plan): void {
  const { gateway, books } = desk;
  books.plans.set(gateway.ids.next('plan_', 12), planned);
  const pauseMs = Math.max(0, planned.dueMs - gateway.clock.now());
  void gateway.clock.sleep(pauseMs).then(() => desk.catchUp());
}

/** An order as it is now: one that nobody paid in time is closed. */
export function currentOrder(desk: Desk, outTradeNo: string): OrderRecord | undefined {
  const order = desk.books.orders.get(outTradeNo);
  const isOver =
    order !== undefined &&
    (order.state === 'NOTPAY' || order.state === 'USERPAYING') &&
    order.expiresMs <= desk.gateway.clock.now();
  return isOver ? keep(desk, { ...order, state: 'CLOSED' }) : order;
}

export function keep(desk: Desk, order: OrderRecord): OrderRecord {
  desk.books.orders.set(order.outTradeNo, order);
  return order;
}
