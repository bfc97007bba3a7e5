import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import {
  settle,
  type SettlementLine,
  type SettlementPeriod,
  type SettlementRules,
} from '../../kernel/settlement.ts';
import { refusal } from './api-errors.ts';
import { billDay, startOfDay } from './beijing-time.ts';
import type { Desk } from './desk.ts';
import { renderFundFlowBill } from './fund-flow-bill.ts';
import { json } from './json-answer.ts';
import { feeOf, returnedFeeOf } from './money.ts';
import { BILL_FILE } from './paths.ts';
import { limitFundFlowBills } from './rate-limits.ts';
import { paramError } from './requests.ts';
import { BILL_TYPES, renderTradeBill, type BillType } from './trade-bill.ts';

const DAY_MS = 86_400_000;
/** Yesterday's bill is there at ten. */
const READY_MS = DAY_MS + 10 * 3_600_000;
const OLDEST_MS = 90 * DAY_MS;
const LINK_MS = 5 * 60_000;

/** The trade bill of any period, as the gateway's own settlement file. */
export function createSettlementRules(desk: Desk): SettlementRules {
  return {
    feeMinorOf: (movement, fen) => (movement === 'capture' ? feeOf(fen) : -returnedFeeOf(fen)),
    render: (lines, { fromMs }) => ({
      name: `${desk.merchant.mchid}All${billDay(fromMs)}.csv`,
      contentType: 'text/plain; charset=utf-8',
      body: renderTradeBill(desk, lines, 'ALL') ?? '',
    }),
  };
}

/** Applications for bills, answered by a link, and the files that the links lead to. */
export function billRoutes(desk: Desk, rules: SettlementRules): readonly Route[] {
  const linesOf = (period: SettlementPeriod): readonly SettlementLine[] =>
    desk.gateway.settled(settle(rules, [...desk.books.entries.values()], period));
  const route = (path: string, handle: Route['handle']): Route => ({
    method: 'GET',
    path,
    operation: 'other',
    body: 'none',
    orderOf: () => null,
    handle,
  });
  return [
    route('/v3/bill/tradebill', (call) => {
      const period = readDay(desk, call);
      const type = oneOf(call, 'bill_type', BILL_TYPES, 'ALL');
      return offer(desk, call, renderTradeBill(desk, linesOf(period), type satisfies BillType));
    }),
    route('/v3/bill/fundflowbill', (call) => {
      limitFundFlowBills(desk);
      const { fromMs, toMs } = readDay(desk, call);
      const account = oneOf(call, 'account_type', ['BASIC', 'OPERATION', 'FEES'], 'BASIC');
      const lines = linesOf({ fromMs: 0, toMs });
      // Everything happens on the basic account.
      return offer(
        desk,
        call,
        account === 'BASIC' ? renderFundFlowBill(desk, lines, fromMs) : null,
      );
    }),
    route(BILL_FILE, ({ request }) => download(desk, request.query['token'])),
  ];
}

function readDay(desk: Desk, call: Call): SettlementPeriod {
  const day = textOf(call, 'bill_date');
  const fromMs = startOfDay(day ?? '');
  const nowMs = desk.gateway.clock.now();
  const wrong = (message: string) =>
    paramError(message, { field: 'bill_date', issue: message, location: 'query', value: day });
  if (fromMs === null) throw wrong('账单日期格式不正确，应为yyyy-MM-DD');
  if (fromMs + DAY_MS > nowMs) throw wrong('账单日期不能为当天或之后的日期');
  if (fromMs < nowMs - OLDEST_MS) throw wrong('仅支持三个月内的账单下载申请');
  if (nowMs < fromMs + READY_MS) throw refusal('STATEMENT_CREATING');
  return { fromMs, toMs: fromMs + DAY_MS };
}

function textOf({ request }: Call, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' ? value : undefined;
}

function oneOf<Value extends string>(
  call: Call,
  name: string,
  values: readonly Value[],
  standard: Value,
): Value {
  const asked = textOf(call, name);
  if (asked === undefined) return standard;
  const found = values.find((value) => value === asked);
  if (found !== undefined) return found;
  const issue = `${name}不在枚举范围内`;
  throw paramError(issue, { field: name, issue, location: 'query', value: asked });
}

/** The digest is that of the bill itself, be it compressed on its way or not. */
function offer(desk: Desk, call: Call, body: string | null): Answer {
  const isGzip = oneOf(call, 'tar_type', ['GZIP', ''], '') === 'GZIP';
  if (body === null) throw refusal('NO_STATEMENT_EXIST');
  const token = desk.gateway.ids.next('', 64);
  desk.books.bills.set(token, { body, isGzip, untilMs: desk.gateway.clock.now() + LINK_MS });
  return json(200, {
    download_url: `${desk.gateway.baseUrl()}${BILL_FILE}?token=${token}`,
    hash_type: 'SHA1',
    hash_value: createHash('sha1').update(body).digest('hex'),
  });
}

function download({ books, gateway }: Desk, token: unknown): Answer {
  const file = typeof token === 'string' ? books.bills.get(token) : undefined;
  if (file === undefined || file.untilMs <= gateway.clock.now()) {
    throw refusal('INVALID_REQUEST', '下载链接无效或已过期');
  }
  if (file.isGzip) {
    const body = gzipSync(file.body).toString('latin1');
    return { status: 200, headers: { 'content-type': 'application/x-gzip' }, body, isBinary: true };
  }
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; charset=utf-8' },
    body: file.body,
  };
}
