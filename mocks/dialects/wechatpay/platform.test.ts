import { X509Certificate, createVerify, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Signer } from '../../kernel/answer.ts';
import { createClock } from '../../kernel/clock.ts';
import { createIdSource } from '../../kernel/id-source.ts';
import { createRandom } from '../../../harness/core/random.ts';
import { parseSeed } from '../../../harness/core/ids.ts';
import { createKeyRing } from '../../keys/key-ring.ts';
import { openPlatform, OVERLAP_MS } from './platform.ts';
import { at, startReceiver, startRig, textAt, type Reply, type Rig } from './rig.fixture.ts';
import { seal } from './seal.ts';

let rig: Rig;
beforeAll(async () => {
  rig = await startRig();
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

const signatureOf = ({ headers, text }: Reply) => ({
  timestamp: headers.get('wechatpay-timestamp') ?? '',
  nonce: headers.get('wechatpay-nonce') ?? '',
  serial: headers.get('wechatpay-serial') ?? '',
  signature: headers.get('wechatpay-signature') ?? '',
  body: text,
  apiSecret: rig.apiV3Key,
});
const isAuthentic = (reply: Reply): Promise<boolean> => rig.pay.verifySign(signatureOf(reply));

describe('answers', () => {
  it('verify with the certificate that the library fetches, errors and empty ones too', async () => {
    const paid = await rig.paid('order-1');
    expect(paid.headers.get('wechatpay-signature')).toBeNull();
    const found = await rig.query('order-1');
    expect(found.headers.get('wechatpay-signature-type')).toBe('WECHATPAY2-SHA256-RSA2048');
    expect(await isAuthentic(found)).toBe(true);
    expect(await isAuthentic({ ...found, text: found.text.replace('1000', '9000') })).toBe(false);
    expect(await isAuthentic(await rig.query('order-none'))).toBe(true);
    await rig.pay.transactions_native({
      description: 'x',
      out_trade_no: 'order-2',
      notify_url: 'https://shop.example/notify',
      amount: { total: 1 },
    });
    const closed = await rig.ask('POST', '/v3/pay/transactions/out-trade-no/order-2/close', {
      mchid: rig.mchid,
    });
    expect(closed).toMatchObject({ status: 204, text: '' });
    expect(await isAuthentic(closed)).toBe(true);
  });

  it('are as fresh as the wall clock after the gateway’s was moved', async () => {
    rig.clock.advance(86_400_000);
    const { timestamp } = signatureOf(await rig.query('order-none'));
    expect(Math.abs(Number(timestamp) * 1000 - Date.now())).toBeLessThan(60_000);
  });
});

describe('the public key', () => {
  let id = '';
  let pem = '';
  beforeAll(() => {
    const { environment } = rig.gateway;
    id = environment['WECHATPAY_PUBLIC_KEY_ID'] ?? '';
    pem = environment['WECHATPAY_PUBLIC_KEY'] ?? '';
  });
  const ask = (serial: string) =>
    rig.ask('GET', `/v3/pay/transactions/out-trade-no/none?mchid=${rig.mchid}`, undefined, {
      'wechatpay-serial': serial,
    });

  it('signs the answers of whoever asks with it, and of nobody else', async () => {
    expect(id).toMatch(/^PUB_KEY_ID_\d{32}$/);
    const reply = await ask(id);
    const { timestamp, nonce, serial, signature, body } = signatureOf(reply);
    expect(serial).toBe(id);
    const signed = Buffer.from(`${timestamp}\n${nonce}\n${body}\n`);
    expect(verify('sha256', signed, pem, Buffer.from(signature, 'base64'))).toBe(true);
    for (const other of ['', 'PUB_KEY_ID_01']) {
      expect(signatureOf(await ask(other)).serial).toMatch(/^[0-9A-F]{40}$/);
    }
  });

  it('signs notifications once a merchant went over to it', async () => {
    await using receiver = await startReceiver();
    rig.gateway.setWebhookEndpoint(receiver.url);
    const notified = async (order: string) => {
      const before = receiver.received.length;
      await rig.ask('POST', '/v3/pay/transactions/native', {
        ...rig.order(order),
        notify_url: receiver.url,
      });
      await rig.payer(order);
      await expect.poll(() => receiver.received.length).toBeGreaterThan(before);
      return receiver.received.at(-1)?.headers['wechatpay-serial'];
    };
    expect(await notified('order-1')).toMatch(/^[0-9A-F]{40}$/);
    await ask(id);
    expect(await notified('order-2')).toBe(id);
  });
});

describe('the merchant’s certificate', () => {
  it('has the serial number that the environment names', () => {
    const { WECHATPAY_CERTIFICATE: pem = '', WECHATPAY_SERIAL_NO: serial = '' } =
      rig.gateway.environment;
    expect(new X509Certificate(pem).serialNumber).toBe(serial);
    expect(rig.pay.getSN(pem).toUpperCase()).toBe(serial);
    expect(serial).toMatch(/^[4-7][0-9A-F]{39}$/);
  });
});

describe('platform certificates', () => {
  const listed = async () => rig.pay.get_certificates(rig.apiV3Key);

  it('come encrypted, and decrypted they verify answers', async () => {
    const [certificate, ...others] = await listed();
    expect(others).toEqual([]);
    expect(certificate).toMatchObject({
      serial_no: expect.stringMatching(/^[0-9A-F]{40}$/),
      effective_time: expect.stringMatching(/\+08:00$/),
      encrypt_certificate: { algorithm: 'AEAD_AES_256_GCM', associated_data: 'certificate' },
    });
    const reply = await rig.query('order-none');
    const { timestamp, nonce, body, signature } = signatureOf(reply);
    const isValid = createVerify('RSA-SHA256')
      .update(`${timestamp}\n${nonce}\n${body}\n`)
      .verify(String(at(certificate, 'publicKey')), signature, 'base64');
    expect(isValid).toBe(true);
  });

  it('are rotated: the new one signs, the old one is listed for a day', async () => {
    const before = await rig.query('order-none');
    rig.gateway.rotateKeys?.();
    const after = await rig.query('order-none');
    expect(after.headers.get('wechatpay-serial')).not.toBe(before.headers.get('wechatpay-serial'));
    expect(await isAuthentic(after)).toBe(true);
    expect(await isAuthentic(before)).toBe(true);
    expect((await listed()).map((one) => textAt(one, 'serial_no'))).toEqual([
      before.headers.get('wechatpay-serial'),
      after.headers.get('wechatpay-serial'),
    ]);
    rig.clock.advance(OVERLAP_MS);
    expect((await listed()).map((one) => textAt(one, 'serial_no'))).toEqual([
      after.headers.get('wechatpay-serial'),
    ]);
  });

  it('are rotated by a call of the test too', async () => {
    const reply = await rig.ask('POST', '/paydrill/rotate-certificate');
    expect(at(reply.body, 'serials')).toHaveLength(2);
    expect(await listed()).toHaveLength(2);
  });
});

describe('signatures', () => {
  const clock = createClock();
  const keys = createKeyRing();
  const platform = openPlatform({
    callersNow: () => clock.now(),
    clock,
    keys,
    ids: createIdSource(createRandom(parseSeed(3), 'ids')),
    createStore: () => new Map(),
  });
  const headersFor = (signer: Signer) =>
    seal(
      platform,
      { status: 200, headers: { 'content-type': 'application/json' }, body: '{"a":1}' },
      { exchange: 'REQUEST', request: null, nowMs: clock.now(), signer },
    ).headers;
  const isValid = (headers: Readonly<Record<string, string>>): boolean => {
    const { 'Wechatpay-Timestamp': timestamp, 'Wechatpay-Nonce': nonce } = headers;
    const [certificate] = platform.certificates();
    return verify(
      'sha256',
      Buffer.from(`${timestamp}\n${nonce}\n{"a":1}\n`),
      certificate?.publicKey ?? '',
      Buffer.from(headers['Wechatpay-Signature'] ?? '', 'base64'),
    );
  };

  it('are the platform’s, a stranger’s under its name, or left out', () => {
    expect(isValid(headersFor('provider'))).toBe(true);
    const forged = headersFor('stranger');
    expect(forged['Wechatpay-Serial']).toBe(platform.certificates()[0]?.serial);
    expect(isValid(forged)).toBe(false);
    expect(headersFor('nobody')).not.toHaveProperty('Wechatpay-Signature');
    expect(headersFor('nobody')).toHaveProperty('Request-ID', 'REQUEST');
  });

  it('are wrong on purpose and say so when the platform probes its clients', () => {
    const probe = headersFor('probe');
    expect(probe['Wechatpay-Signature']).toMatch(/^WECHATPAY\/SIGNTEST\/[\w+/]+=*$/);
    expect(isValid(probe)).toBe(false);
  });
});
