import type { Answer } from '../../kernel/answer.ts';
import type { Call, Route } from '../../kernel/dialect.ts';
import { settle, type SettlementPeriod, type SettlementRules } from '../../kernel/settlement.ts';
import type { Asked } from './asked.ts';
import { DAY_MS } from './deadlines.ts';
import type { Desk } from './desk.ts';
import { renderNotice } from './pages.ts';
import { billBiz, readBiz } from './read-biz.ts';
import { done, refusal } from './reply.ts';
import { parseWireTime, wireDay } from './wire-time.ts';

const BILL_PATH = '/downloadBillFile.resource';

/** "The link expires after 30 seconds." */
const LINK_LIFETIME_MS = 30_000;

/** alipay.data.dataservice.bill.downloadurl.query: the bill of a day or a month that is over. */
export function queryBill(desk: Desk, asked: Asked): Answer {
  const body = readBiz(billBiz, asked, 'INVAILID_ARGUMENTS');
  if (body.bill_type !== 'trade') throw refusal('TYPE_NOT_SUPPORTED', body.bill_type);
  const period = periodOf(body.bill_date);
  if (period === null) throw refusal('INVAILID_ARGUMENTS', 'bill_date');
  const { clock, ids } = desk.gateway;
  if (period.toMs > clock.now()) throw refusal('BILL_NOT_EXIST');
  const fileId = ids.hex(32);
  desk.books.bills.set(fileId, { ...period, expiresMs: clock.now() + LINK_LIFETIME_MS });
  const query = new URLSearchParams({
    bizType: 'trade',
    userId: `${desk.merchant.sellerId}0156`,
    fileType: 'csv',
    bizDates: wireDay(period.fromMs),
    fileId,
  });
  return done({ bill_download_url: `${desk.gateway.baseUrl()}${BILL_PATH}?${query.toString()}` });
}

/** A day `2016-04-05` or a month `2016-04`, in Beijing; null when it is neither. */
function periodOf(text: string): SettlementPeriod | null {
  const isMonth = /^\d{4}-\d\d$/.test(text);
  const fromMs = parseWireTime(isMonth ? `${text}-01` : text);
  if (fromMs === null || text.length > 10) return null;
  if (!isMonth) return { fromMs, toMs: fromMs + DAY_MS };
  const [year = 0, month = 0] = text.split('-').map(Number);
  const next = `${month === 12 ? year + 1 : year}-${String((month % 12) + 1).padStart(2, '0')}-01`;
  const toMs = parseWireTime(next);
  return toMs === null ? null : { fromMs, toMs };
}

/** The file itself, for whoever has the link. */
export function billFileRoute(desk: Desk, rules: SettlementRules): Route {
  return {
    method: 'GET',
    path: BILL_PATH,
    operation: 'other',
    body: 'none',
    isOpen: true,
    orderOf: () => null,
    handle: (call) => serveBill(desk, call, rules),
  };
}

function serveBill(desk: Desk, { request }: Call, rules: SettlementRules): Answer {
  const fileId = request.query['fileId'];
  const link = desk.books.bills.get(typeof fileId === 'string' ? fileId : '');
  if (link === undefined || link.expiresMs <= desk.gateway.clock.now()) {
    return renderNotice('下载地址已失效', 403);
  }
  const entries = [...desk.books.settled.values()].map(({ entry }) => entry);
  const lines = desk.gateway.settled(settle(rules, entries, link));
  const file = rules.render(lines, link);
  return {
    status: 200,
    headers: {
      'content-type': file.contentType,
      'content-disposition': `attachment; filename="${file.name}"`,
    },
    body: file.body,
  };
}
