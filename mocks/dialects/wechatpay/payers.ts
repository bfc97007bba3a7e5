import type { DeclineKind } from '../../../harness/core/outcome.ts';
import type { Decline } from './books.ts';

// Who pays, and how. WeChat Pay has no sandbox and documents no test payers: these are our own.

export type PayerConduct =
  | { readonly kind: 'pays'; readonly afterMs: number }
  /** Until somebody pays in the payer's place, at `/paydrill/pay`. */
  | { readonly kind: 'waits' }
  | { readonly kind: 'fails'; readonly afterMs: number; readonly decline: Decline }
  /** The id is none of this appid's. */
  | { readonly kind: 'unknown' };

/** What the merchant hears of a decline, by its kind, where only codes of payment are answered. */
export const DECLINES: Readonly<Record<DeclineKind, Decline>> = {
  soft: { kind: 'soft', code: 'TRADE_ERROR', message: '交易错误' },
  later: { kind: 'later', code: 'NOT_ENOUGH', message: '用户帐号余额不足' },
  hard: { kind: 'hard', code: 'ACCOUNT_ERROR', message: '用户账号异常' },
  'fix-data': {
    kind: 'fix-data',
    code: 'AUTH_CODE_INVALID',
    message: '101 付款码已过期，请退出重试',
  },
};

const SOON_MS = 2000;
const PASSWORD_MS = 10_000;
const GIVES_UP_MS = 30_000;

/** By openid. Everybody else waits. */
export const TEST_PAYERS = {
  paysAtOnce: { openid: 'oPaydrillPaysAtOnce', conduct: { kind: 'pays', afterMs: 0 } },
  paysSoon: { openid: 'oPaydrillPaysSoon', conduct: { kind: 'pays', afterMs: SOON_MS } },
  neverPays: { openid: 'oPaydrillNeverPays', conduct: { kind: 'waits' } },
  emptyAccount: {
    openid: 'oPaydrillEmptyAccount',
    conduct: { kind: 'fails', afterMs: 0, decline: DECLINES.later },
  },
  frozenAccount: {
    openid: 'oPaydrillFrozenAccount',
    conduct: { kind: 'fails', afterMs: 0, decline: DECLINES.hard },
  },
  declined: {
    openid: 'oPaydrillDeclined',
    conduct: { kind: 'fails', afterMs: 0, decline: DECLINES.soft },
  },
  otherAppid: { openid: 'oPaydrillOtherAppid', conduct: { kind: 'unknown' } },
} as const satisfies Readonly<Record<string, { openid: string; conduct: PayerConduct }>>;

const declined = (kind: DeclineKind, code: Decline['code'], message: string): Decline => ({
  kind,
  code,
  message,
});

/** Payment codes are 18 digits, of which the first two are 10 to 15. All others pay at once. */
export const TEST_CODES = {
  paysAtOnce: { code: '130000000000000001', conduct: { kind: 'pays', afterMs: 0 } },
  entersPassword: { code: '130000000000000002', conduct: { kind: 'pays', afterMs: PASSWORD_MS } },
  forgetsPassword: {
    code: '130000000000000003',
    conduct: { kind: 'fails', afterMs: GIVES_UP_MS, decline: DECLINES.soft },
  },
  emptyAccount: {
    code: '130000000000000004',
    conduct: { kind: 'fails', afterMs: 0, decline: DECLINES.later },
  },
  frozenAccount: {
    code: '130000000000000005',
    conduct: { kind: 'fails', afterMs: 0, decline: DECLINES.hard },
  },
  outdatedCode: {
    code: '130000000000000006',
    conduct: { kind: 'fails', afterMs: 0, decline: DECLINES['fix-data'] },
  },
  bankDown: {
    code: '130000000000000007',
    conduct: {
      kind: 'fails',
      afterMs: 0,
      decline: declined('later', 'BANK_ERROR', '银行系统异常'),
    },
  },
  overLimit: {
    code: '130000000000000008',
    conduct: {
      kind: 'fails',
      afterMs: 0,
      decline: declined('later', 'RULE_LIMIT', '业务规则限制'),
    },
  },
  notAllowed: {
    code: '130000000000000009',
    conduct: { kind: 'fails', afterMs: 0, decline: declined('soft', 'NO_AUTH', '商户无权限') },
  },
} as const satisfies Readonly<Record<string, { code: string; conduct: PayerConduct }>>;

/** By the `reason` of a refund. All others succeed. */
export const TEST_REASONS = {
  abnormal: 'paydrill:abnormal',
  closed: 'paydrill:closed',
  notEnough: 'paydrill:not-enough',
  userAccountAbnormal: 'paydrill:user-account-abnormal',
  noAuth: 'paydrill:no-auth',
} as const;

/** How long a refund takes. */
export const REFUND_MS = 1000;

const CONDUCT_OF_OPENID: ReadonlyMap<string, PayerConduct> = new Map(
  Object.values(TEST_PAYERS).map(({ openid, conduct }) => [openid, conduct]),
);
const CONDUCT_OF_CODE: ReadonlyMap<string, PayerConduct> = new Map(
  Object.values(TEST_CODES).map(({ code, conduct }) => [code, conduct]),
);

export const conductOfOpenid = (openid: string): PayerConduct =>
  CONDUCT_OF_OPENID.get(openid) ?? { kind: 'waits' };

export const conductOfCode = (code: string): PayerConduct =>
  CONDUCT_OF_CODE.get(code) ?? { kind: 'pays', afterMs: 0 };

/** The one who opens a link or scans a code, unless the test names another. */
export const ANYBODY = 'oPaydrillAnybody';
