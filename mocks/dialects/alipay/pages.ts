import type { Answer } from '../../kernel/answer.ts';
import type { TradeRecord } from './books.ts';
import { toWire } from './money.ts';

// Pages for the buyer's browser. Alipay's own are in GBK; these are in UTF-8.

const CONTENT = { 'content-type': 'text/html;charset=utf-8' };

export function renderErrorPage(code: string, message: string, headers = {}): Answer {
  return page(
    `<h1>调试错误，请回到请求来源地，重新发起请求。</h1>` +
      `<p>错误代码 ${escape(code)}</p><p>错误原因: ${escape(message)}</p>`,
    headers,
  );
}

/** The cashier: the buyer sees what is asked, and agrees. */
export function renderCashier(trade: TradeRecord): Answer {
  const { subject, amountMinor, currency, tradeNo } = trade;
  return page(
    `<h1>${escape(subject)}</h1><p>${toWire(amountMinor, currency)} ${currency}</p>` +
      `<form method="post" action="/cashier/${tradeNo}/pay"><button>确认付款</button></form>`,
  );
}

export const renderNotice = (text: string, status = 200): Answer => ({
  ...page(`<p>${escape(text)}</p>`),
  status,
});

export const redirect = (url: string): Answer => ({
  status: 302,
  headers: { ...CONTENT, location: url },
  body: '',
});

function page(content: string, headers = {}): Answer {
  return {
    status: 200,
    headers: { ...CONTENT, ...headers },
    body: `<!doctype html><meta charset="utf-8"><title>支付宝</title>${content}`,
  };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

const escape = (text: string): string =>
  text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
