import type { FailureName } from './failures.ts';

// What an application may do. This one acts for itself and for any merchant that gave it a token, and
// has contracts for payments, holds and bills. Without a sandbox's merchants to ask for a token, those
// that Alipay would refuse are our own; all others are good.
// https://opendocs.alipay.com/common/02km9f

const REFUSED_TOKENS: ReadonlyMap<string, FailureName> = new Map<string, FailureName>([
  ['paydrill-invalid', 'aop.invalid-app-auth-token'],
  ['paydrill-expired', 'aop.app-auth-token-time-out'],
  ['paydrill-no-api', 'aop.invalid-app-auth-token-no-api'],
  ['paydrill-no-product', 'aop.no-product-reg-by-partner'],
]);

/** @param token `app_auth_token`, by which an application acts for a merchant */
export const tokenFault = (token: string | undefined): FailureName | null =>
  REFUSED_TOKENS.get(token ?? '') ?? null;

/** Methods of Alipay's that need a contract of their own, which this application doesn't have. */
const NOT_CONTRACTED: ReadonlySet<string> = new Set([
  'alipay.commerce.transport.etc.user.auth',
  'alipay.ebpp.invoice.apply.result.sync',
  'alipay.fund.account.query',
  'alipay.fund.trans.app.pay',
  'alipay.fund.trans.common.query',
  'alipay.fund.trans.order.query',
  'alipay.fund.trans.page.pay',
  'alipay.fund.trans.toaccount.transfer',
  'alipay.fund.trans.uni.transfer',
  'alipay.marketing.campaign.cash.create',
  'alipay.open.auth.token.app',
  'alipay.system.oauth.token',
  'alipay.trade.app.pay',
  'alipay.trade.order.settle',
  'alipay.trade.royalty.relation.bind',
  'alipay.user.agreement.page.sign',
  'alipay.user.agreement.query',
  'alipay.user.agreement.unsign',
  'alipay.user.info.share',
  'zhima.credit.score.get',
]);

export const isNotContracted = (method: string): boolean => NOT_CONTRACTED.has(method);
