import { hashText } from '../../../harness/core/hash.ts';
import type { DeclineKind } from '../../../harness/core/outcome.ts';
import type { DeclineReason } from '../../../harness/core/test-cards.ts';
import type { FailureName } from './failures.ts';

// Test buyers. Alipay's sandbox has one buyer with a wallet to play with and no triggers, so these
// are this gateway's own: a payment code (`auth_code`) or a buyer's id that asks for an outcome.
// Any other well-formed payment code belongs to a buyer of its own, who pays, once.

export type BuyerOutcome =
  | { readonly kind: 'pays' }
  /** Has to enter a password first. Null: never does, unless by the cashier page. */
  | { readonly kind: 'hesitates'; readonly paysAfterMs: number | null }
  | { readonly kind: 'declined'; readonly decline: Decline }
  /** An error of the system; whether the money was taken is the question. */
  | { readonly kind: 'system-error'; readonly name: FailureName; readonly isPaid: boolean }
  /** Pays; the first cancel of the trade asks to be repeated. */
  | { readonly kind: 'cancels-slowly' };

export interface Decline {
  readonly kind: DeclineKind;
  /** The word for it when a trade is paid. */
  readonly trade: FailureName;
  /** The word for it when funds are frozen. */
  readonly freeze: FailureName;
}

export interface Buyer {
  readonly userId: string;
  readonly logonId: string;
  readonly outcome: BuyerOutcome;
}

const declined = (kind: DeclineKind, trade: FailureName, freeze: FailureName): BuyerOutcome => ({
  kind: 'declined',
  decline: { kind, trade, freeze },
});

/** How long the hesitating buyer takes. */
export const HESITATION_MS = 5000;

/** By the last two digits of the code and of the id. */
export const TEST_BUYERS = {
  '01': { kind: 'pays' },
  '02': { kind: 'hesitates', paysAfterMs: HESITATION_MS },
  '03': { kind: 'hesitates', paysAfterMs: null },
  '04': declined('later', 'ACQ.BUYER_BALANCE_NOT_ENOUGH', 'MONEY_NOT_ENOUGH'),
  '05': declined('later', 'ACQ.BUYER_BANKCARD_BALANCE_NOT_ENOUGH', 'MONEY_NOT_ENOUGH'),
  '06': declined('soft', 'ACQ.PAYMENT_FAIL', 'NO_PAYMENT_INSTRUMENTS_AVAILABLE'),
  '07': declined('hard', 'ACQ.PAYMENT_REQUEST_HAS_RISK', 'PAYER_USER_STATUS_LIMIT'),
  '08': declined('hard', 'ACQ.BUYER_ENABLE_STATUS_FORBID', 'PAYER_USER_STATUS_LIMIT'),
  '09': declined('later', 'ACQ.BUYER_PAYMENT_AMOUNT_DAY_LIMIT_ERROR', 'MONEY_NOT_ENOUGH'),
  '10': declined(
    'soft',
    'ACQ.NO_PAYMENT_INSTRUMENTS_AVAILABLE',
    'NO_PAYMENT_INSTRUMENTS_AVAILABLE',
  ),
  '11': declined('fix-data', 'ACQ.PAYMENT_AUTH_CODE_INVALID', 'PAYMENT_AUTH_CODE_INVALID'),
  '12': declined('fix-data', 'ACQ.ERROR_BALANCE_PAYMENT_DISABLE', 'ERROR_BALANCE_PAYMENT_DISABLE'),
  '13': { kind: 'system-error', name: 'ACQ.SYSTEM_ERROR', isPaid: false },
  '14': { kind: 'system-error', name: 'ACQ.SYSTEM_ERROR', isPaid: true },
  '15': { kind: 'system-error', name: 'isp.unknow-error', isPaid: false },
  '16': { kind: 'system-error', name: 'isp.unknow-error', isPaid: true },
  '17': { kind: 'cancels-slowly' },
} as const satisfies Readonly<Record<string, BuyerOutcome>>;

export type TestBuyer = keyof typeof TEST_BUYERS;

const isTestBuyer = (text: string): text is TestBuyer => Object.hasOwn(TEST_BUYERS, text);

const CODE_PREFIX = '28000000000000';
const ID_PREFIX = '20880000000000';

/** The payment code that a test buyer shows: `2800000000000004`. */
export const authCodeOf = (buyer: TestBuyer): string => CODE_PREFIX + buyer;

/** The account of a test buyer: `2088000000000004`. */
export const userIdOf = (buyer: TestBuyer): string => ID_PREFIX + buyer;

/** 16 to 24 digits that begin with 25 to 30, or `fp` and 33 more for a face. */
const AUTH_CODE = /^(?:(?:2[5-9]|30)\d{14,22}|fp[0-9a-z]{33})$/;

/** Null when it is no payment code at all. */
export function buyerByCode(authCode: string): Buyer | null {
  if (!AUTH_CODE.test(authCode)) return null;
  const tag = authCode.startsWith(CODE_PREFIX) ? authCode.slice(CODE_PREFIX.length) : '';
  if (isTestBuyer(tag)) return buyer(userIdOf(tag), TEST_BUYERS[tag]);
  return buyer(`2088${hashedDigits(authCode)}`, TEST_BUYERS['01']);
}

/** Test codes may be shown again and again; the real ones are good for one payment. */
export const isReusable = (authCode: string): boolean =>
  authCode.startsWith(CODE_PREFIX) && isTestBuyer(authCode.slice(CODE_PREFIX.length));

/** Null when it is no account. */
export function buyerById(id: string): Buyer | null {
  if (!/^2088\d{12}$/.test(id)) return null;
  const tag = id.slice(ID_PREFIX.length);
  const isTest = id.startsWith(ID_PREFIX) && isTestBuyer(tag);
  return buyer(id, isTest ? TEST_BUYERS[tag] : TEST_BUYERS['01']);
}

function buyer(userId: string, outcome: BuyerOutcome): Buyer {
  return { userId, logonId: `138****${userId.slice(-4)}`, outcome };
}

function hashedDigits(text: string): string {
  return String(hashText(`alipay-buyer|${text}`) % 1e12).padStart(12, '0');
}

/** What an injected decline of an issuer is called here. */
export const DECLINES_BY_REASON: Readonly<Record<DeclineReason, TestBuyer>> = {
  generic: '06',
  'insufficient-funds': '04',
  'lost-card': '08',
  'stolen-card': '08',
  fraudulent: '07',
  'expired-card': '11',
  'incorrect-cvc': '11',
  'processing-error': '06',
  'velocity-exceeded': '09',
};
