import { refusal } from './api-errors.ts';
import { refundsOf } from './books.ts';
import type { Desk } from './desk.ts';

// The limits that WeChat Pay documents with a number. Only where the user of the gateway wants them.

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const REFUNDS_PER_SECOND = 150;
const CERTIFICATES_PER_SECOND = 1000;
const FUND_FLOW_BILLS_PER_SECOND = 3;

function count(desk: Desk, name: string, limit: number): void {
  if (!desk.gateway.behaviour.limitsRates) return;
  const nowMs = desk.gateway.clock.now();
  const seen = desk.books.rates.get(name);
  const isSameWindow = seen !== undefined && nowMs < seen.sinceMs + SECOND_MS;
  const window = isSameWindow ? seen : { sinceMs: nowMs, count: 0 };
  if (window.count >= limit) throw refusal('FREQUENCY_LIMITED');
  desk.books.rates.set(name, { ...window, count: window.count + 1 });
}

/** Also: a minute between two refunds of one order. */
export function limitRefunds(desk: Desk, outTradeNo: string): void {
  count(desk, 'refunds', REFUNDS_PER_SECOND);
  if (!desk.gateway.behaviour.limitsRates) return;
  const latest = refundsOf(desk.books, outTradeNo).at(-1);
  if (latest !== undefined && desk.gateway.clock.now() < latest.createdMs + MINUTE_MS) {
    throw refusal('FREQUENCY_LIMITED', '频率限制，请1分钟后使用原单号重试');
  }
}

export const limitCertificates = (desk: Desk): void =>
  count(desk, 'certificates', CERTIFICATES_PER_SECOND);

export const limitFundFlowBills = (desk: Desk): void =>
  count(desk, 'fund-flow-bills', FUND_FLOW_BILLS_PER_SECOND);
