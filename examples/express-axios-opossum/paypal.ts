import axios from 'axios';
import { CALL_MS, statusOf, type Provider, type Seen } from './provider.ts';

interface Part {
  readonly id: string;
  readonly status: string;
}

interface PaypalOrder {
  readonly id: string;
  readonly purchase_units?: readonly {
    readonly payments?: {
      readonly captures?: readonly Part[];
      readonly authorizations?: readonly Part[];
    };
  }[];
}

interface Token {
  readonly access_token: string;
  readonly expires_in: number;
}

const CURRENCIES: ReadonlySet<string> = new Set(['EUR', 'USD', 'GBP', 'JPY', 'CHF', 'SEK']);

/** PayPal's Orders v2 by axios. */
export function connectPaypal(): Provider {
  const { PAYPAL_BASE_URL = 'https://api-m.paypal.com' } = process.env;
  const { PAYPAL_CLIENT_ID: username = '', PAYPAL_CLIENT_SECRET: password = '' } = process.env;
  const client = axios.create({ baseURL: PAYPAL_BASE_URL, timeout: CALL_MS });
  let token: { readonly text: string; readonly untilMs: number } | null = null;

  const authorization = async (): Promise<string> => {
    if (token === null || Date.now() > token.untilMs) {
      const form = new URLSearchParams({ grant_type: 'client_credentials' });
      const { data } = await client.post<Token>('/v1/oauth2/token', form, {
        auth: { username, password },
      });
      token = { text: data.access_token, untilMs: Date.now() + data.expires_in * 900 };
    }
    return `Bearer ${token.text}`;
  };
  const post = async <Body>(path: string, body: object, key: string): Promise<Body> => {
    const { data } = await client.post<Body>(path, body, {
      headers: {
        authorization: await authorization(),
        'paypal-request-id': key,
        prefer: 'return=representation',
      },
    });
    return data;
  };
  const read = async (reference: string): Promise<PaypalOrder> => {
    const headers = { authorization: await authorization() };
    return (await client.get<PaypalOrder>(`/v2/checkout/orders/${reference}`, { headers })).data;
  };

  return {
    name: 'paypal',
    supports: (currency) => CURRENCIES.has(currency),
    create: async ({ id, orderId, amountMinor, currency, capture }) => {
      const value = currency === 'JPY' ? String(amountMinor) : (amountMinor / 100).toFixed(2);
      const order = {
        intent: capture === 'manual' ? 'AUTHORIZE' : 'CAPTURE',
        purchase_units: [
          {
            reference_id: orderId,
            custom_id: orderId,
            amount: { currency_code: currency, value },
          },
        ],
      };
      return seen(await post<PaypalOrder>('/v2/checkout/orders', order, `${id}-create`));
    },
    confirm: async ({ id, capture }, reference, card) => {
      const step = capture === 'manual' ? 'authorize' : 'capture';
      const expiry = `${card.expiryYear}-${String(card.expiryMonth).padStart(2, '0')}`;
      const source = { card: { number: card.number, expiry, security_code: card.cvc } };
      try {
        const path = `/v2/checkout/orders/${reference}/${step}`;
        return seen(await post<PaypalOrder>(path, { payment_source: source }, `${id}-confirm`));
      } catch (error) {
        if (statusOf(error) === 422) return { reference, status: 'declined' };
        throw error;
      }
    },
    capture: async ({ id }, reference) => {
      const [hold] = partsOf(await read(reference)).authorizations;
      await post(`/v2/payments/authorizations/${hold?.id ?? ''}/capture`, {}, `${id}-capture`);
    },
    refund: async ({ id }, reference) => {
      const [taken] = partsOf(await read(reference)).captures;
      await post(`/v2/payments/captures/${taken?.id ?? ''}/refund`, {}, `${id}-refund`);
    },
    look: async (reference) => seen(await read(reference)),
    cancel: null,
  };
}

function partsOf({ purchase_units: [unit] = [] }: PaypalOrder) {
  const { captures = [], authorizations = [] } = unit?.payments ?? {};
  return { captures, authorizations };
}

function seen(order: PaypalOrder): Seen {
  const { captures, authorizations } = partsOf(order);
  const last = captures.at(-1) ?? authorizations.at(-1);
  const reference = order.id;
  if (last === undefined) return { reference, status: 'open' };
  if (last.status === 'DECLINED' || last.status === 'DENIED')
    return { reference, status: 'declined' };
  if (last.status === 'VOIDED') return { reference, status: 'cancelled' };
  return { reference, status: captures.length > 0 ? 'paid' : 'authorised' };
}
