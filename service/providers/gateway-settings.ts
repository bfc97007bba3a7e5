import { providerError } from './errors.ts';

// What adapters read from the environment, checked before the first call: where to send payments,
// and with whose keys. Messages name the variable and never its value.

export type Environment = Readonly<Record<string, string | undefined>>;

/** Visible ASCII, because every one of them is sent in a header. */
export function readSecret(environment: Environment, variable: string): string {
  const value = environment[variable];
  if (value === undefined || value === '') {
    throw providerError('PROVIDER_VARIABLE_MISSING', { variable });
  }
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw providerError('PROVIDER_VARIABLE_MALFORMED', { variable });
  }
  if (/^(?:sk|rk)_live_/.test(value)) throw providerError('PROVIDER_LIVE_KEY', { variable });
  return value;
}

/** PayPal's keys don't tell live from sandbox; its hosts do. Stripe has one host for both. */
const LIVE_HOSTS: ReadonlySet<string> = new Set(['api-m.paypal.com', 'api.paypal.com']);

/** @returns the base URL without a slash at its end. */
export function readBaseUrl(environment: Environment, variable: string): string {
  const value = environment[variable];
  if (value === undefined || value === '') {
    throw providerError('PROVIDER_VARIABLE_MISSING', { variable });
  }
  const invalid = (reason: string) =>
    providerError('PROVIDER_BASE_URL_INVALID', { variable, reason });
  if (!URL.canParse(value)) throw invalid('it cannot be parsed');
  const url = new URL(value);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw invalid('it is not http(s)');
  if (url.username !== '' || url.password !== '') throw invalid('it has credentials in it');
  if (url.search !== '' || url.hash !== '') throw invalid('it has a query or a fragment');
  const host = url.hostname;
  if (LIVE_HOSTS.has(host)) throw providerError('PROVIDER_LIVE_HOST', { variable, host });
  if (!isLoopback(host) && !allowedHosts(environment).has(host)) {
    throw providerError('PROVIDER_HOST_NOT_ALLOWED', { variable, host });
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** The URL parser has already brought other spellings (`0x7f.1`, `[0::1]`) into these. */
const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);

/** Host names, separated by commas. */
const allowedHosts = (environment: Environment): ReadonlySet<string> =>
  new Set(
    (environment['PAYDRILL_ALLOWED_HOSTS'] ?? '')
      .split(',')
      .map((host) => host.trim().toLowerCase())
      .filter((host) => host !== ''),
  );
