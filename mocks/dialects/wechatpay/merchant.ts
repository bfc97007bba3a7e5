import type { GatewayContext } from '../../kernel/dialect.ts';
import type { SigningIdentity } from '../../keys/certificate.ts';
import { merchantNumber } from './ids.ts';
import { identify, type Platform } from './platform.ts';

/** The test merchant. */
export interface Merchant {
  readonly mchid: string;
  readonly appid: string;
  /** Its API certificate and private key. */
  readonly identity: SigningIdentity;
  /** 32 characters. */
  readonly apiV3Key: string;
}

export function createMerchant(gateway: GatewayContext): Merchant {
  const mchid = merchantNumber(gateway.random.fork('merchant'));
  return {
    mchid,
    appid: `wx${gateway.ids.hex(16)}`,
    identity: identify(gateway.keys.rsa('wechatpay-merchant'), mchid, gateway.clock.now()),
    apiV3Key: gateway.ids.next('', 32),
  };
}

/** In the forms that the client libraries take. */
export function environmentOf(
  { mchid, appid, identity, apiV3Key }: Merchant,
  platform: Pick<Platform, 'publicKey'>,
) {
  const { id, pem } = platform.publicKey();
  return {
    WECHATPAY_MCHID: mchid,
    WECHATPAY_APPID: appid,
    WECHATPAY_SERIAL_NO: identity.serial,
    WECHATPAY_PRIVATE_KEY: String(identity.privateKey.export({ type: 'pkcs8', format: 'pem' })),
    WECHATPAY_CERTIFICATE: identity.certificatePem,
    WECHATPAY_API_V3_KEY: apiV3Key,
    WECHATPAY_PUBLIC_KEY_ID: id,
    WECHATPAY_PUBLIC_KEY: pem,
  };
}
