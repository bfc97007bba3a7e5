import type { GatewayContext } from '../../kernel/dialect.ts';
import { keepPayment, type PaymentRecord, type StepUp } from './books.ts';
import type { AcceptedCard } from './cards.ts';
import type { Desk } from './desk.ts';
import { opaqueToken } from './ids.ts';
import type { PurchaseBody } from './requests.ts';

// 3-D Secure as far as a server sees it: whether the shopper must do something, the action that the
// shop hands to the shopper's side, and the result that comes back through /payments/details.
// https://docs.adyen.com/online-payments/3d-secure

/** Null lets the payment go on without the shopper. */
export function stepUpOf(body: PurchaseBody, card: AcceptedCard): StepUp | null {
  const { authenticationData, additionalData = {}, shopperInteraction } = body;
  const isAuthenticationOnly =
    body.threeDSAuthenticationOnly === true || authenticationData?.authenticationOnly === true;
  const wish =
    authenticationData?.attemptAuthentication ?? LEGACY_WISH[additionalData['executeThreeD'] ?? ''];
  const isWithoutShopper = shopperInteraction === 'ContAuth' || shopperInteraction === 'Moto';
  if (wish === 'never' || isWithoutShopper) return null;
  if (card.authentication === 'none' && wish !== 'always' && !isAuthenticationOnly) return null;
  const isNative =
    authenticationData?.threeDSRequestData?.nativeThreeDS === 'preferred' ||
    additionalData['allow3DS2'] === 'true' ||
    body.threeDS2RequestData !== undefined;
  return card.authentication === 'redirect' || !isNative
    ? { kind: 'redirect', stage: 'redirect', isAuthenticationOnly }
    : { kind: 'native', stage: 'fingerprint', isAuthenticationOnly };
}

/** Before version 69 the wish was written here. */
const LEGACY_WISH: Readonly<Record<string, 'always' | 'never' | undefined>> = {
  true: 'always',
  false: 'never',
};

/** The mock issuer's page; opening it authenticates the shopper. */
export const REDIRECT_PAGE = '/checkoutshopper/threeDS/redirect';

/** What the shopper's side must do next, with fresh tokens that lead back to the payment. */
export function nextAction(desk: Pick<Desk, 'gateway' | 'books'>, payment: PaymentRecord): object {
  const { gateway, books } = desk;
  const newHandle = (): string => {
    const token = opaqueToken(gateway.ids);
    books.handles.set(token, { payment: payment.pspReference, transStatus: null });
    return token;
  };
  const stage = payment.stepUp?.stage;
  if (stage === undefined || stage === 'redirect') {
    return {
      method: 'GET',
      paymentMethodType: 'scheme',
      type: 'redirect',
      url: `${gateway.baseUrl()}${REDIRECT_PAGE}?token=${encodeURIComponent(newHandle())}`,
    };
  }
  return {
    authorisationToken: newHandle(),
    paymentData: newHandle(),
    paymentMethodType: 'scheme',
    subtype: stage,
    token: stage === 'fingerprint' ? fingerprintToken(gateway) : challengeToken(gateway),
    type: 'threeDS2',
  };
}

const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64');

const transactionId = ({ ids }: GatewayContext): string =>
  ids.hex(32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const fingerprintToken = (gateway: GatewayContext): string =>
  encode({
    threeDSMethodNotificationURL: `${gateway.baseUrl()}/checkoutshopper/3dnotif`,
    threeDSMethodURL: `${gateway.baseUrl()}/checkoutshopper/fingerprint`,
    threeDSServerTransID: transactionId(gateway),
  });

const challengeToken = (gateway: GatewayContext): string =>
  encode({
    acsReferenceNumber: 'ADYEN-ACS-SIMULATOR',
    acsTransID: transactionId(gateway),
    acsURL: `${gateway.baseUrl()}/checkoutshopper/challenge`,
    messageVersion: '2.1.0',
    threeDSNotificationURL: `${gateway.baseUrl()}/checkoutshopper/3dnotif`,
    threeDSServerTransID: transactionId(gateway),
  });

export const stopForShopper = (
  { books }: Pick<Desk, 'books'>,
  payment: PaymentRecord,
  stepUp: StepUp,
): PaymentRecord => keepPayment(books, { ...payment, state: 'awaiting-shopper', stepUp });

/** What the shopper's side made of an action. */
export type ShopperResult =
  | { readonly kind: 'fingerprint' }
  | { readonly kind: 'authentication'; readonly transStatus: string };

/** Reads `threeDSResult` as Adyen's own components write it: JSON in base64. */
export function readThreeDSResult(
  text: string,
): { readonly result: ShopperResult; readonly token: string | null } | null {
  const parsed = parseJson(Buffer.from(text, 'base64').toString('utf8'));
  if (typeof parsed !== 'object' || parsed === null) return null;
  const field = (name: string): string | null => {
    const value: unknown = Reflect.get(parsed, name);
    return typeof value === 'string' ? value : null;
  };
  const token = field('authorisationToken');
  const transStatus = field('transStatus');
  if (transStatus !== null) return { result: { kind: 'authentication', transStatus }, token };
  return field('threeDSCompInd') === null ? null : { result: { kind: 'fingerprint' }, token };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
