import { assertNever } from '../../harness/core/assert-never.ts';
import type { LedgerEntry, Movement, Posting } from '../../harness/core/events.ts';
import { ledgerError } from './ledger-errors.ts';
import type { AuthorisationBalance, Ledger, LedgerMovement } from './ledger.ts';

/** What an authorisation holds, and in what currency. */
export interface Balance {
  readonly currency: string;
  heldMinor: number;
  capturedMinor: number;
  refundedMinor: number;
}

/** What an entry is before its gateway's event log numbers it. */
export type UnnumberedEntry = Omit<LedgerEntry, 'seq' | 'source' | 't' | 'kind'>;

export interface LedgerSettings {
  nextEntryId(): string;
  append(entry: UnnumberedEntry): LedgerEntry;
  /** Where balances are kept; left out: in memory. */
  readonly balances?: Map<string, Balance>;
}

const NOTHING: AuthorisationBalance = { heldMinor: 0, capturedMinor: 0, refundedMinor: 0 };

/** Keeps only balances; the entries themselves live in the gateway's event log. */
export class MemoryLedger implements Ledger {
  readonly #settings: LedgerSettings;
  readonly #balances: Map<string, Balance>;

  constructor(settings: LedgerSettings) {
    this.#settings = settings;
    this.#balances = settings.balances ?? new Map<string, Balance>();
  }

  record(movement: LedgerMovement): LedgerEntry {
    this.#apply(movement);
    return this.#settings.append({
      ...movement,
      entry: this.#settings.nextEntryId(),
      postings: postingsOf(movement.movement, movement.amountMinor),
    });
  }

  balanceOf(authorisation: string): AuthorisationBalance {
    return this.#balances.get(authorisation) ?? NOTHING;
  }

  clear(): void {
    this.#balances.clear();
  }

  #apply({ movement, authorisation, amountMinor, currency }: LedgerMovement): void {
    if (!Number.isSafeInteger(amountMinor) || amountMinor <= 0) {
      throw ledgerError('LEDGER_BAD_AMOUNT', { movement, authorisation, amountMinor });
    }
    const balance = this.#balanceFor(authorisation, currency);
    if (balance.currency !== currency) {
      const expected = balance.currency;
      throw ledgerError('LEDGER_CURRENCY_CHANGED', { movement, authorisation, currency, expected });
    }
    const coveredMinor = coveredBy(movement, balance);
    if (amountMinor > coveredMinor) {
      throw ledgerError('LEDGER_OVERDRAWN', { movement, authorisation, amountMinor, coveredMinor });
    }
    move(balance, movement, amountMinor);
  }

  #balanceFor(authorisation: string, currency: string): Balance {
    const known = this.#balances.get(authorisation);
    if (known !== undefined) return known;
    const created: Balance = { currency, heldMinor: 0, capturedMinor: 0, refundedMinor: 0 };
    this.#balances.set(authorisation, created);
    return created;
  }
}

function coveredBy(movement: Movement, balance: Balance): number {
  if (movement === 'authorise') return Number.MAX_SAFE_INTEGER;
  if (movement === 'refund') return balance.capturedMinor - balance.refundedMinor;
  return balance.heldMinor;
}

function move(balance: Balance, movement: Movement, amountMinor: number): void {
  switch (movement) {
    case 'authorise':
      balance.heldMinor += amountMinor;
      return;
    case 'capture':
      balance.heldMinor -= amountMinor;
      balance.capturedMinor += amountMinor;
      return;
    case 'void':
    case 'expire':
      balance.heldMinor -= amountMinor;
      return;
    case 'refund':
      balance.refundedMinor += amountMinor;
      return;
    default:
      assertNever(movement);
  }
}

/** From whom to whom; what one account loses the other gains, so they sum to zero. */
const DIRECTIONS = {
  authorise: ['cardholder', 'held'],
  capture: ['held', 'merchant'],
  void: ['held', 'cardholder'],
  expire: ['held', 'cardholder'],
  refund: ['merchant', 'cardholder'],
} as const satisfies Record<Movement, readonly [Posting['account'], Posting['account']]>;

function postingsOf(movement: Movement, amountMinor: number): readonly Posting[] {
  const [from, to] = DIRECTIONS[movement];
  return [
    { account: from, amountMinor: -amountMinor },
    { account: to, amountMinor },
  ];
}
