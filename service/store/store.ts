import { DatabaseSync } from 'node:sqlite';
import type { OutcomeClass, ProviderName } from '../../harness/core/outcome.ts';
import type { AttemptStarted, ServiceEvent, Unnumbered } from '../../harness/core/events.ts';
import { serviceError } from '../errors.ts';
import type { LegOperation } from '../payments/leg.ts';
import { isOpen, isWatched, type Payment } from '../payments/payment.ts';
import { PRAGMAS, SCHEMA } from './schema.ts';
import { createTurn } from './turn.ts';

export type AuditEvent = Unnumbered<ServiceEvent>;

export interface KeyRow {
  readonly key: string;
  /** What the key was used for: `pay`, `capture:<payment>`, `refund:<payment>`. */
  readonly route: string;
  readonly fingerprint: string;
  readonly payment: string;
}

export interface AttemptRow {
  readonly id: string;
  readonly payment: string;
  readonly leg: number;
  readonly provider: ProviderName;
  readonly operation: LegOperation;
  readonly key: string | null;
  readonly retry: number;
  readonly purpose: AttemptStarted['purpose'];
  readonly startedAt: number;
}

export interface AttemptEnd {
  readonly id: string;
  readonly endedAt: number;
  readonly outcome: OutcomeClass;
  readonly code: string;
}

/** One line of a payment's chain, for the log of a failure. */
export interface ChainLink {
  readonly provider: string;
  readonly operation: string;
  readonly purpose: string;
  readonly retry: number;
  readonly outcome: string;
  readonly code: string;
  readonly durationMs: number | null;
}

/** Everything that becomes true together. */
export interface Batch {
  readonly created: Payment | null;
  readonly changed: Payment | null;
  readonly keys: readonly KeyRow[];
  readonly started: readonly AttemptRow[];
  readonly ended: readonly AttemptEnd[];
  readonly audit: readonly AuditEvent[];
}

export const EMPTY_BATCH: Batch = {
  created: null,
  changed: null,
  keys: [],
  started: [],
  ended: [],
  audit: [],
};

export interface StoredCard {
  readonly number: string;
  readonly expiryMonth: number;
  readonly expiryYear: number;
  readonly cvc: string;
}

export interface WebhookRow {
  readonly provider: ProviderName;
  readonly event: string;
  readonly type: string;
  readonly object: string | null;
  readonly order: string | null;
  readonly receivedAt: number;
}

/**
 * What is written in one turn of the event loop is one transaction, committed at its end: many
 * payments share it when there is much to do. Reads see what the turn has written; nobody outside
 * may be told or asked anything before `settled`.
 */
export interface Store extends Disposable {
  /** Resolves when all that was written so far is committed; rejects when the store is broken. */
  settled(): Promise<void>;
  /** A commit failed: what memory says is no longer what the store says, and nothing may go on. */
  isBroken(): boolean;
  write(batch: Batch): void;
  /** Audit events that belong to no payment. */
  audit(events: readonly AuditEvent[]): void;
  findPayment(id: string): Payment | null;
  findPaymentOfOrder(order: string): Payment | null;
  openPayments(): readonly Payment[];
  /** Closed payments with a doubt that was given up without proof. */
  watchedPayments(): readonly Payment[];
  findKey(key: string): KeyRow | null;
  chainOf(payment: string): readonly ChainLink[];
  saveCard(token: string, card: StoredCard): void;
  cards(): readonly { readonly token: string; readonly card: StoredCard }[];
  /** False when this event was received before. */
  receiveWebhook(row: WebhookRow): boolean;
  /** Up to `limit` lines of JSON with `seq` above `after`, and the last seq among them. */
  auditAfter(after: number, limit: number): { readonly lines: string[]; readonly last: number };
  auditCount(): number;
  /** For tests: every write fails from now on, as it does on a full disk. */
  refuseWrites(): void;
}

/**
 * @param onBroken a commit failed; the service must end, its successor takes up what is stored
 * @throws SERVICE_STORE_UNUSABLE when the file can't be opened or written.
 */
export function openStore(path: string, onBroken: (error: unknown) => void): Store {
  try {
    const database = new DatabaseSync(path);
    database.exec(PRAGMAS);
    database.exec(SCHEMA);
    return createStore(database, onBroken);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw serviceError('SERVICE_STORE_UNUSABLE', { path, reason }, { cause: error });
  }
}

function createStore(database: DatabaseSync, onBroken: (error: unknown) => void): Store {
  const prepare = (sql: string) => database.prepare(sql);
  const insertPayment = prepare('INSERT INTO payments VALUES (?, ?, ?, ?)');
  const updatePayment = prepare('UPDATE payments SET state = ?, document = ? WHERE id = ?');
  const insertKey = prepare('INSERT INTO keys VALUES (?, ?, ?, ?)');
  const insertAttempt = prepare(
    'INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, NULL)',
  );
  const endAttempt = prepare(
    'UPDATE attempts SET ended_at = ?, outcome = ?, code = ? WHERE id = ?',
  );
  const insertAudit = prepare('INSERT INTO audit VALUES (?, ?)');
  const selectPayment = prepare('SELECT document FROM payments WHERE id = ?');
  const selectOrder = prepare('SELECT document FROM payments WHERE order_id = ?');
  const selectByState = prepare('SELECT document FROM payments WHERE state = ?');
  const selectKey = prepare('SELECT * FROM keys WHERE key = ?');
  // Attempts of a payment have ids `<payment>.<n>`, and '/' follows '.' in ASCII.
  const selectChain = prepare(
    "SELECT * FROM attempts WHERE id > ? || '.' AND id < ? || '/' ORDER BY started_at, id",
  );
  const insertCard = prepare('INSERT OR IGNORE INTO vault VALUES (?, ?, ?, ?, ?)');
  const selectCards = prepare('SELECT * FROM vault');
  const insertWebhook = prepare('INSERT OR IGNORE INTO webhooks VALUES (?, ?, ?, ?, ?, ?)');
  const selectAudit = prepare('SELECT seq, line FROM audit WHERE seq > ? ORDER BY seq LIMIT ?');
  const last = prepare('SELECT max(seq) AS last FROM audit').get()?.['last'];
  let nextSeq = typeof last === 'number' ? last + 1 : 0;

  const turn = createTurn(database, onBroken);
  const writeAudit = (events: readonly AuditEvent[]): void => {
    for (const event of events) {
      insertAudit.run(nextSeq, JSON.stringify({ source: 'service', seq: nextSeq, ...event }));
      nextSeq += 1;
    }
  };

  const paymentsIn = (state: RowState): readonly Payment[] =>
    selectByState.all(state).flatMap((row) => {
      const payment = parsePayment(row);
      return payment === null ? [] : [payment];
    });

  return {
    settled: turn.settled,
    isBroken: turn.isBroken,
    write: (batch) =>
      turn.write(() => {
        const { created, changed } = batch;
        if (created !== null) {
          const document = JSON.stringify(created);
          insertPayment.run(created.id, created.order, stateOf(created), document);
        } else if (changed !== null) {
          updatePayment.run(stateOf(changed), JSON.stringify(changed), changed.id);
        }
        for (const row of batch.keys) {
          insertKey.run(row.key, row.route, row.fingerprint, row.payment);
        }
        for (const row of batch.started) {
          insertAttempt.run(
            row.id,
            row.payment,
            row.leg,
            row.provider,
            row.operation,
            row.key,
            row.retry,
            row.purpose,
            row.startedAt,
          );
        }
        for (const row of batch.ended) {
          endAttempt.run(row.endedAt, row.outcome, row.code, row.id);
        }
        writeAudit(batch.audit);
      }),
    audit: (events) => turn.write(() => writeAudit(events)),
    findPayment: (id) => parsePayment(selectPayment.get(id)),
    findPaymentOfOrder: (order) => parsePayment(selectOrder.get(order)),
    openPayments: () => paymentsIn('open'),
    watchedPayments: () => paymentsIn('watched'),
    findKey: (key) => (selectKey.get(key) as KeyRow | undefined) ?? null,
    chainOf: (payment) =>
      selectChain.all(payment, payment).map((row) => ({
        provider: String(row['provider']),
        operation: String(row['operation']),
        purpose: String(row['purpose']),
        retry: Number(row['retry']),
        outcome: String(row['outcome'] ?? 'in-flight'),
        code: String(row['code'] ?? ''),
        durationMs:
          row['ended_at'] === null ? null : Number(row['ended_at']) - Number(row['started_at']),
      })),
    saveCard: (token, card) => {
      const { number, expiryMonth, expiryYear, cvc } = card;
      turn.write(() => insertCard.run(token, number, expiryMonth, expiryYear, cvc));
    },
    cards: () =>
      selectCards.all().map((row) => ({
        token: String(row['token']),
        card: {
          number: String(row['number']),
          expiryMonth: Number(row['expiry_month']),
          expiryYear: Number(row['expiry_year']),
          cvc: String(row['cvc']),
        },
      })),
    receiveWebhook: ({ provider, event, type, object, order, receivedAt }) =>
      turn.write(
        () => insertWebhook.run(provider, event, type, object, order, receivedAt).changes > 0,
      ),
    auditAfter: (after, limit) => {
      const rows = selectAudit.all(after, limit);
      return {
        lines: rows.map((row) => String(row['line'])),
        last: Number(rows.at(-1)?.['seq'] ?? after),
      };
    },
    auditCount: () => nextSeq,
    refuseWrites: () => database.exec('PRAGMA query_only = ON'),
    [Symbol.dispose]: () => {
      turn.end();
      database.close();
    },
  };
}

type RowState = 'open' | 'watched' | 'closed';

const stateOf = (payment: Payment): RowState => {
  if (isOpen(payment)) return 'open';
  return isWatched(payment) ? 'watched' : 'closed';
};

// The document is our own JSON, written by the code above.
function parsePayment(row: Record<string, unknown> | undefined): Payment | null {
  if (row === undefined) return null;
  return JSON.parse(String(row['document'])) as Payment;
}
