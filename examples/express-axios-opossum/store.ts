import { DatabaseSync } from 'node:sqlite';

export type Status = 'processing' | 'authorised' | 'paid' | 'not-charged' | 'refunded';
export type Wish = 'capture' | 'refund';

export interface Payment {
  readonly id: string;
  readonly orderId: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly capture: 'automatic' | 'manual';
  readonly status: Status;
  readonly provider: 'stripe' | 'paypal' | null;
  /** What the provider calls it: a PaymentIntent, a PayPal order. */
  readonly reference: string | null;
  /** Why it was not charged. */
  readonly reason: string | null;
  /** What the merchant asked for after the payment. */
  readonly wish: Wish | null;
  readonly createdAt: number;
}

export interface Store {
  find(id: string): Payment | null;
  findByOrder(orderId: string): Payment | null;
  /** Paid or not is open, or what the merchant asked for has not been done. */
  open(): readonly Payment[];
  insert(payment: Payment): void;
  update(
    id: string,
    change: Partial<Pick<Payment, 'status' | 'provider' | 'reference' | 'reason' | 'wish'>>,
  ): void;
}

const SCHEMA = `CREATE TABLE IF NOT EXISTS payments (
  id TEXT PRIMARY KEY, order_id TEXT NOT NULL UNIQUE, payment TEXT NOT NULL)`;

/** Payments in SQLite: one an order, whatever the customer does. */
export function openStore(path: string): Store {
  const database = new DatabaseSync(path);
  database.exec(SCHEMA);
  const byId = database.prepare('SELECT payment FROM payments WHERE id = ?');
  const byOrder = database.prepare('SELECT payment FROM payments WHERE order_id = ?');
  const all = database.prepare('SELECT payment FROM payments');
  const insert = database.prepare('INSERT INTO payments (id, order_id, payment) VALUES (?, ?, ?)');
  const replace = database.prepare('UPDATE payments SET payment = ? WHERE id = ?');
  const find = (id: string): Payment | null => read(byId.get(id));
  return {
    find,
    findByOrder: (orderId) => read(byOrder.get(orderId)),
    open: () =>
      all
        .all()
        .flatMap((row) => read(row) ?? [])
        .filter(isOpen),
    insert: (payment) => {
      insert.run(payment.id, payment.orderId, JSON.stringify(payment));
    },
    update: (id, change) => {
      replace.run(JSON.stringify({ ...find(id), ...change }), id);
    },
  };
}

const isOpen = ({ status, wish }: Payment): boolean =>
  status === 'processing' ||
  (wish === 'capture' && status === 'authorised') ||
  (wish === 'refund' && status === 'paid');

function read(row: unknown): Payment | null {
  if (typeof row !== 'object' || row === null) return null;
  return JSON.parse(String(Reflect.get(row, 'payment'))) as Payment;
}
