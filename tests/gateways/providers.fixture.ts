import type { DialectName } from '../../mocks/dialects/registry.ts';
import { adyenBounds } from './providers/adyen.fixture.ts';
import { alipayBounds } from './providers/alipay.fixture.ts';
import { paypalBounds } from './providers/paypal.fixture.ts';
import { stripeBounds } from './providers/stripe.fixture.ts';
import { wechatpayBounds } from './providers/wechatpay.fixture.ts';
import type { Heard, Sent } from './wire.fixture.ts';

/** What of a request's credentials is right. */
export type Credentials = 'valid' | 'missing' | 'garbled' | 'foreign';

/** JSON, or what a form is made of. */
export type Value =
  string | number | boolean | null | readonly Value[] | { readonly [field: string]: Value };

/** A request that the provider understands, to be spoilt. */
export interface Sample {
  readonly method: string;
  /** A route's path; `:name` is filled in. */
  readonly path: string;
  readonly body: Value;
}

export interface OpenProvider {
  /** Ids of payments in several states. */
  readonly ids: readonly string[];
  readonly samples: readonly Sample[];
  readonly contentType: (path: string) => string;
  /** Writes a body as the route takes it. */
  encode(path: string, body: Value): string;
  /** Puts the credentials on, signed over all the rest where the provider wants that. */
  admit(sent: Sent, credentials: Credentials): Sent;
  /** Whether the answer is a no; with some providers the status does not tell. */
  isRefusal(heard: Heard): boolean;
  /** @param sent null when it was no request that could be read */
  isErrorShape(heard: Heard, sent: Sent | null): boolean;
  /** An answer of 500 or more by which the provider means the request, not itself. */
  isMeantFailure(heard: Heard): boolean;
  /** One good payment from its beginning until the money is captured. */
  pay(order: string): Promise<void>;
  readonly badInput: Readonly<Record<BadInput, readonly BadInputCase[]>>;
}

export const BAD_INPUTS = [
  'missing body',
  'malformed body',
  'wrong content type',
  'body over the limit',
  'unknown route',
  'unknown method',
  'bad amount',
  'bad currency',
  'bad id',
  'missing credentials',
  'wrong credentials',
  'bad signature',
  'expired timestamp',
] as const;
export type BadInput = (typeof BAD_INPUTS)[number];

export interface BadInputCase {
  readonly sent: Sent;
  readonly status: number;
  /** The provider's own word for it, a part of the body. */
  readonly word: string;
}

export interface Lodging {
  readonly environment: Readonly<Record<string, string>>;
  ask(sent: Sent): Promise<Heard>;
}

export interface ProviderBounds {
  /** What can't be wrong with a request of this provider: where nothing is signed, no signature. */
  readonly lacks: readonly BadInput[];
  open(lodging: Lodging): Promise<OpenProvider>;
}

/** What each provider expects and how it refuses. A new dialect needs a line here. */
export const PROVIDERS: Readonly<Record<DialectName, ProviderBounds>> = {
  stripe: stripeBounds,
  adyen: adyenBounds,
  paypal: paypalBounds,
  alipay: alipayBounds,
  wechatpay: wechatpayBounds,
};
