import type { AlipaySdk } from 'alipay-sdk';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { barcode, createClient, nextOrder, startRig, type Rig } from './rig.fixture.ts';

// The same application with certificates instead of keys.

let rig: Rig;
let sdk: AlipaySdk;
beforeAll(async () => {
  rig = await startRig();
  const { environment } = rig.gateway;
  sdk = createClient(rig.gateway, rig.baseUrl, {
    alipayPublicKey: '',
    appCertContent: environment['ALIPAY_APP_CERT'] ?? '',
    alipayPublicCertContent: environment['ALIPAY_PUBLIC_CERT'] ?? '',
    alipayRootCertContent: environment['ALIPAY_ROOT_CERT'] ?? '',
  });
});
beforeEach(() => rig.startOver());
afterAll(() => rig[Symbol.asyncDispose]());

describe('certificates', () => {
  it('sign and prove in v2, and the answer names the one that it was signed with', async () => {
    const body = { bizContent: barcode(nextOrder()) };
    const paid = await sdk.exec('alipay.trade.pay', body, { validateSign: true });
    expect(paid).toMatchObject({ code: '10000' });
    const { appCertSn: app, alipayRootCertSn: root, alipayCertSn: own } = sdk.config;
    const raw = await rig.ask(
      'alipay.trade.query',
      { out_trade_no: 'none' },
      { app_cert_sn: app, alipay_root_cert_sn: root },
    );
    expect(raw.text).toMatch(new RegExp(`},"alipay_cert_sn":"${own}","sign":"[^"]+"}$`));
  });

  it('sign and prove in v3', async () => {
    const paid = await sdk.curl('POST', '/v3/alipay/trade/pay', { body: barcode(nextOrder()) });
    expect(paid.responseHttpStatus).toBe(200);
  });

  it.each([
    [{ app_cert_sn: 'x' }, 'isv.missing-alipay-root-cert-sn'],
    [{ alipay_root_cert_sn: 'x' }, 'isv.missing-app-cert-sn'],
    [{ app_cert_sn: 'x', alipay_root_cert_sn: 'x' }, 'isv.invalid-app-cert-sn'],
  ])('that are not the right two are refused: %j', async (names, subCode) => {
    const reply = await rig.ask('alipay.trade.query', { out_trade_no: 'none' }, names);
    expect(reply.body).toMatchObject({ sub_code: subCode });
  });

  it('need the right root', async () => {
    const names = { app_cert_sn: sdk.config.appCertSn, alipay_root_cert_sn: 'x' };
    const reply = await rig.ask('alipay.trade.query', { out_trade_no: 'none' }, names);
    expect(reply.body).toMatchObject({ sub_code: 'isv.invalid-alipay-root-cert-sn' });
  });
});
