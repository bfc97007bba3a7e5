import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { barcode, nextOrder, readReply, startRig, type Rig } from './rig.fixture.ts';

// Whatever is sent, the answer is Alipay's: never a page of the framework, never a crash.

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const PAY = 'alipay.trade.pay';

describe('v2', () => {
  it.each(['{', '[]', '"text"', '1', 'null', '{"out_trade_no":'])(
    'refuses the business part %s',
    async (biz) => {
      const reply = await rig.ask(PAY, biz);
      expect(reply).toMatchObject({
        status: 200,
        body: { code: '40002', sub_code: 'isv.illegal-json' },
      });
      // Nothing of the words of a JSON parser.
      expect(reply.body).toMatchObject({ sub_msg: 'JSON格式错误: biz_content' });
    },
  );

  it('misses everything in a business part that is empty or left out', async () => {
    for (const biz of ['', '{}']) {
      const reply = await rig.ask(PAY, biz);
      expect(reply.body).toMatchObject({ code: '40004', sub_code: 'ACQ.INVALID_PARAMETER' });
    }
  });

  it.each([
    ['a number for a title', { subject: 5 }],
    ['a list for an order', { out_trade_no: ['one'] }],
    ['a title of 257 letters', { subject: 'a'.repeat(257) }],
    ['an object for a code', { auth_code: {} }],
  ])('refuses %s', async (_what, change) => {
    const reply = await rig.ask(PAY, barcode(nextOrder(), change));
    expect(reply.body).toMatchObject({ sub_code: 'ACQ.INVALID_PARAMETER' });
    expect(String(reply.body['sub_msg'])).toContain(Object.keys(change)[0]);
  });

  it.each(['ftp://127.0.0.1/', 'nowhere', 'javascript:alert(1)'])(
    'refuses to notify %s',
    async (url) => {
      const reply = await rig.ask(PAY, barcode(nextOrder()), { notify_url: url });
      expect(reply.body).toMatchObject({ sub_code: 'ACQ.INVALID_PARAMETER' });
      expect(rig.movements()).toEqual([]);
    },
  );

  it('takes an empty field and null for fields that were not sent', async () => {
    const biz = barcode(nextOrder(), { trans_currency: '', seller_id: null, timeout_express: '' });
    expect((await rig.ask(PAY, biz)).body).toMatchObject({ code: '10000' });
  });

  it('takes a field named like a prototype for a field', async () => {
    const biz = `{"__proto__":{"out_trade_no":"x"},"constructor":1,"out_trade_no":"${nextOrder()}"}`;
    const reply = await rig.ask('alipay.trade.query', biz);
    expect(reply.body).toMatchObject({ sub_code: 'ACQ.TRADE_NOT_EXIST' });
  });

  it('refuses a body that is no form, and one that is cut', async () => {
    const url = `${rig.baseUrl}/gateway.do`;
    const json = await readReply(await fetch(url, { method: 'POST', body: '{"method":"x"}' }));
    expect(json).toMatchObject({ status: 200, body: { code: '40001' } });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const broken = { method: 'POST', headers, body: 'method=%E0%A4%A' };
    expect((await readReply(await fetch(url, broken))).status).toBe(200);
  });

  it('refuses a body over its limit before it has read it', async () => {
    const reply = await rig.ask(PAY, { subject: 'a'.repeat(1_100_000) });
    expect(reply).toMatchObject({ status: 200, body: { sub_code: 'isv.invalid-parameter' } });
  });

  it('refuses a fault that does not exist', async () => {
    const url = `${rig.baseUrl}/gateway.do?method=${PAY}`;
    const asked = await fetch(url, { method: 'POST', headers: { 'paydrill-fault': 'no-such' } });
    const reply = await readReply(asked);
    expect(reply.body).toMatchObject({ code: '40002', sub_code: 'isv.invalid-parameter' });
    expect(String(reply.body['sub_msg'])).toContain('paydrill-fault');
  });
});

describe('v3', () => {
  const PATH = '/v3/alipay/trade/pay';

  it.each(['{', '[]', '"text"'])('refuses the body %s', async (body) => {
    const reply = await rig.askRest(PATH, body);
    expect(reply).toMatchObject({ status: 400, body: { code: 'illegal-json' } });
  });

  it('refuses a body of another type', async () => {
    const headers = { 'content-type': 'text/plain' };
    const reply = await rig.askRest(PATH, barcode(nextOrder()), { headers });
    expect(reply).toMatchObject({ status: 400, body: { code: 'invalid-content-type' } });
    expect(rig.movements()).toEqual([]);
  });

  it('refuses what is missing with the word for it', async () => {
    const reply = await rig.askRest(PATH, {});
    expect(reply).toMatchObject({ status: 400, body: { code: 'ACQ.INVALID_PARAMETER' } });
  });

  it('answers what is no HTTP at all', async () => {
    const { port } = new URL(rig.baseUrl);
    const text = await new Promise<string>((resolve, reject) => {
      const socket = connect(Number(port), '127.0.0.1', () => socket.write('NONSENSE\r\n\r\n'));
      let got = '';
      socket.on('data', (chunk: Buffer) => (got += chunk.toString()));
      socket.on('end', () => resolve(got));
      socket.on('error', reject);
    });
    expect(text).toContain('400 Bad Request');
    expect(text).toContain('"code":"invalid-parameter"');
  });
});
