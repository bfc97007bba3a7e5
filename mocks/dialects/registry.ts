import type { GatewayName } from '../../harness/core/outcome.ts';
import type { Dialect } from '../kernel/dialect.ts';
import { adyenDialect } from './adyen/index.ts';
import { alipayDialect } from './alipay/index.ts';
import { paypalDialect } from './paypal/index.ts';
import { stripeDialect } from './stripe/index.ts';
import { wechatpayDialect } from './wechatpay/index.ts';

/** Every provider that there is a gateway for. A new dialect is its folder and a line here. */
export const DIALECTS = {
  stripe: stripeDialect,
  adyen: adyenDialect,
  paypal: paypalDialect,
  alipay: alipayDialect,
  wechatpay: wechatpayDialect,
} as const satisfies Readonly<Partial<Record<GatewayName, Dialect>>>;

export type DialectName = keyof typeof DIALECTS;

export const DIALECT_NAMES = Object.keys(DIALECTS) as readonly DialectName[];
