import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AlipaySdk } from 'alipay-sdk';
import { createKeyRing } from '../../keys/key-ring.ts';
import { authCodeOf, HESITATION_MS } from './buyers.ts';
import { createNotifyRules } from './notify.ts';
import {
  barcode,
  createClient,
  holdBody,
  nextOrder,
  PATIENCE,
  startRig,
  type Rig,
} from './rig.fixture.ts';

interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly fields: Readonly<Record<string, string>>;
}

interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly received: readonly Received[];
  answer: { status: number; body: string };
}

async function startReceiver(): Promise<Receiver> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      received.push({
        headers: request.headers,
        fields: Object.fromEntries(new URLSearchParams(text)),
      });
      response.writeHead(receiver.answer.status).end(receiver.answer.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const receiver: Receiver = {
    url: `http://127.0.0.1:${port}/notify?shop=1`,
    received,
    answer: { status: 200, body: 'success' },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
  return receiver;
}

let rig: Rig;
let receiver: Receiver;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig[Symbol.asyncDispose]());
beforeEach(async () => {
  rig.startOver();
  receiver = await startReceiver();
});
afterEach(() => receiver[Symbol.asyncDispose]());

const payAt = (order: string, more: object = {}) =>
  rig.exec('alipay.trade.pay', barcode(order, more), { notifyUrl: receiver.url });

async function notices(count: number): Promise<readonly Received[]> {
  await expect.poll(() => receiver.received.length, PATIENCE).toBe(count);
  return receiver.received;
}

const settled = () => expect.poll(() => rig.gateway.status().pendingWebhooks, PATIENCE).toBe(0);

describe('a notification', () => {
  it('tells that a trade was paid, to the address of that payment, and the SDK believes it', async () => {
    const order = nextOrder();
    const passback = { passback_params: 'a%3D1%26b%3D茶', body: '50 % more' };
    const paid = await payAt(order, passback);
    const [notice] = await notices(1);
    expect(notice?.headers['content-type']).toBe(
      'application/x-www-form-urlencoded; charset=utf-8',
    );
    expect(notice?.fields).toMatchObject({
      notify_type: 'trade_status_sync',
      trade_status: 'TRADE_SUCCESS',
      trade_no: paid['tradeNo'],
      out_trade_no: order,
      total_amount: '88.88',
      receipt_amount: '88.88',
      app_id: rig.gateway.environment['ALIPAY_APP_ID'],
      seller_id: rig.gateway.environment['ALIPAY_SELLER_ID'],
      buyer_id: paid['buyerUserId'],
      sign_type: 'RSA2',
      ...passback,
    });
    expect(rig.sdk.checkNotifySignV2(notice?.fields)).toBe(true);
    expect(rig.sdk.checkNotifySignV2({ ...notice?.fields, total_amount: '0.01' })).toBe(false);
    await settled();
    expect(rig.gateway.events.filter((event) => event.kind === 'webhook')).toMatchObject([
      { type: 'trade_status_sync', order, object: paid['tradeNo'], status: 200 },
    ]);
  });

  it('is believed by the former check too where nothing is encoded twice', async () => {
    await payAt(nextOrder());
    const [notice] = await notices(1);
    expect(rig.sdk.checkNotifySign(notice?.fields)).toBe(true);
  });

  it('comes in v3 to the address in the body', async () => {
    const order = nextOrder();
    await rig.curl('alipay.trade.pay', barcode(order, { notify_url: receiver.url }));
    const [notice] = await notices(1);
    expect(notice?.fields).toMatchObject({ out_trade_no: order });
  });

  it('comes when a hesitating buyer pays, though nobody asks', async () => {
    const order = nextOrder();
    await payAt(order, { auth_code: authCodeOf('02') });
    rig.clock.advance(HESITATION_MS);
    const [notice] = await notices(1);
    expect(notice?.fields).toMatchObject({ out_trade_no: order, trade_status: 'TRADE_SUCCESS' });
  });

  it('comes when a hesitating buyer pays while the clock runs by itself', async () => {
    const order = nextOrder();
    await payAt(order, { auth_code: authCodeOf('02') });
    const hold = holdBody(`${order}_hold`, { auth_code: authCodeOf('02') });
    await rig.exec('alipay.fund.auth.order.freeze', hold, { notifyUrl: receiver.url });
    // Not far enough: what is left has to pass in its own time, and nobody asks meanwhile.
    rig.clock.advance(HESITATION_MS - 300);
    const types = (await notices(2)).map(({ fields }) => fields['notify_type'] ?? '').sort();
    expect(types).toEqual(['fund_auth_freeze', 'trade_status_sync']);
  });

  it('does not tell of refunds, closed trades or payments without an address', async () => {
    const order = nextOrder();
    await payAt(order);
    await notices(1);
    const refund = { out_trade_no: order, refund_amount: '88.88' };
    await rig.exec('alipay.trade.refund', refund, { notifyUrl: receiver.url });
    await rig.exec('alipay.trade.pay', barcode(nextOrder()));
    const unpaid = nextOrder();
    await payAt(unpaid, { auth_code: authCodeOf('03') });
    await rig.exec('alipay.trade.close', { out_trade_no: unpaid });
    await settled();
    expect(receiver.received).toHaveLength(1);
  });

  it('goes to the address of the gateway where a payment names none', async () => {
    rig.gateway.setWebhookEndpoint(receiver.url);
    await rig.exec('alipay.trade.pay', barcode(nextOrder()));
    await notices(1);
    rig.gateway.setWebhookEndpoint(null);
  });

  it('tells that funds were held and set free', async () => {
    const order = nextOrder();
    const at = { notifyUrl: receiver.url };
    const held = await rig.exec('alipay.fund.auth.order.freeze', holdBody(order), at);
    const free = { auth_no: held['authNo'], out_request_no: 'free', amount: '40.00', remark: 'r' };
    await rig.exec('alipay.fund.auth.order.unfreeze', free);
    const fields = (await notices(2)).map((notice) => notice.fields);
    const byType = fields.sort((one, other) =>
      (one['notify_type'] ?? '').localeCompare(other['notify_type'] ?? ''),
    );
    expect(byType).toMatchObject([
      { notify_type: 'fund_auth_freeze', status: 'SUCCESS', amount: '100.00' },
      { notify_type: 'fund_auth_unfreeze', amount: '40.00', rest_amount: '60.00' },
    ]);
    expect(fields.every((notice) => rig.sdk.checkNotifySignV2(notice))).toBe(true);
  });
});

describe('a notification that is not acknowledged', () => {
  it('comes eight times in 25 hours, always under the same id', async () => {
    receiver.answer = { status: 200, body: 'fail' };
    await payAt(nextOrder());
    let tries = 1;
    for (const minutes of [4, 10, 10, 60, 120, 360, 900]) {
      await notices(tries);
      await expect.poll(() => deliveries(), PATIENCE).toBe(tries);
      rig.clock.advance(minutes * 60_000 - 2000);
      expect(deliveries()).toBe(tries);
      rig.clock.advance(2000);
      tries += 1;
    }
    const all = await notices(8);
    expect(new Set(all.map((notice) => notice.fields['notify_id'])).size).toBe(1);
    expect(new Set(all.map((notice) => notice.fields['notify_time'])).size).toBe(8);
    expect(all.every((notice) => rig.sdk.checkNotifySignV2(notice.fields))).toBe(true);
    await settled();
  });

  it.each([
    [200, 'SUCCESS'],
    [200, 'success\n'],
    [200, '"success"'],
    [200, ''],
    [201, 'success'],
    [500, 'success'],
  ])('is one that was answered %i %j', async (status, body) => {
    receiver.answer = { status, body };
    await payAt(nextOrder());
    await notices(1);
    receiver.answer = { status: 200, body: 'success' };
    await expect.poll(() => deliveries(), PATIENCE).toBe(1);
    expect(await rig.gateway.deliverWebhooks()).toEqual({ delivered: 1, failed: 0 });
    expect(receiver.received).toHaveLength(2);
  });

  const deliveries = (): number =>
    rig.gateway.events.filter((event) => event.kind === 'webhook').length;
});

describe('a forged notification', () => {
  const keys = createKeyRing();
  const alipay = keys.rsa('alipay-platform', 1024);
  const rules = createNotifyRules({ merchant: { alipay }, gateway: { keys } });
  const sdk = (): AlipaySdk =>
    createClient(rig.gateway, rig.baseUrl, {
      alipayPublicKey: alipay.publicKey.export({ type: 'spki', format: 'der' }).toString('base64'),
    });

  it.each([
    ['provider', true],
    ['stranger', false],
    ['nobody', false],
  ] as const)('by %s: believed is %s', (signer, isBelieved) => {
    const message = { id: 'n', type: 't', order: null, object: null, body: 'trade_no=1' };
    const { body } = rules.dress(message, { nowMs: 0, signer });
    const fields = Object.fromEntries(new URLSearchParams(body));
    expect(fields).toMatchObject({ trade_no: '1', notify_time: '1970-01-01 08:00:00' });
    expect(sdk().checkNotifySignV2(fields)).toBe(isBelieved);
  });
});
