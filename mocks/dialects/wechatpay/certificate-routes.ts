import type { Route } from '../../kernel/dialect.ts';
import { encrypt } from './aead.ts';
import { wireTime } from './beijing-time.ts';
import type { Desk } from './desk.ts';
import { json } from './json-answer.ts';
import { CERTIFICATES } from './paths.ts';
import { limitCertificates } from './rate-limits.ts';

/** The platform certificates, each encrypted with the merchant's APIv3 key. */
export function certificateRoutes(desk: Desk): readonly Route[] {
  const { platform, merchant, gateway } = desk;
  return [
    {
      method: 'GET',
      path: CERTIFICATES,
      operation: 'other',
      body: 'none',
      orderOf: () => null,
      handle: () => {
        limitCertificates(desk);
        const data = platform.certificates().map((certificate) => ({
          serial_no: certificate.serial,
          effective_time: wireTime(certificate.effectiveMs),
          expire_time: wireTime(certificate.expiresMs),
          encrypt_certificate: encrypt(
            certificate.certificatePem,
            'certificate',
            merchant.apiV3Key,
            gateway.ids,
          ),
        }));
        return json(200, { data });
      },
    },
  ];
}
