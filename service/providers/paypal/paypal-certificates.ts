import { X509Certificate } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { exchange } from '../http-exchange.ts';
import type { ExchangeDependencies } from '../http-exchange.ts';

export interface CertificateSource extends ExchangeDependencies {
  /** Without a slash at its end. */
  readonly baseUrl: string;
}

/** PayPal's keys for webhooks, by the path of their certificate. */
export interface Certificates {
  /** Null when it can't be had now; all callers of one moment share one request. */
  keyOf(path: string): Promise<KeyObject | null>;
}

interface Known {
  readonly key: KeyObject;
  readonly validFromMs: number;
  readonly validToMs: number;
}

/** A webhook has no deadline of its own, so the request brings one. */
const FETCH_TIMEOUT_MS = 10_000;

/** PayPal has one at a time; whoever makes up names of others must fill nothing with them. */
const MAX_KEPT = 8;
const MAX_FLIGHTS = 8;

const CERTIFICATE_PATH = /^\/v1\/notifications\/certs\/[\w-]{1,255}$/;

/**
 * The path of a certificate, from the URL that a webhook names; null when it is none of PayPal's.
 * Its host is not looked at, because it is never spoken to: whoever sends a webhook could name one
 * of his own. PayPal itself, where payments go, is asked for what it serves under that path.
 */
export function certificatePath(url: string): string | null {
  const parsed = URL.parse(url);
  if (parsed === null || parsed.search !== '' || parsed.hash !== '') return null;
  return CERTIFICATE_PATH.test(parsed.pathname) ? parsed.pathname : null;
}

export function createCertificates(source: CertificateSource): Certificates {
  const kept = new Map<string, Known>();
  const flights = new Map<string, Promise<Known | null>>();

  const keep = (path: string, known: Known): void => {
    const [oldest] = kept.keys();
    if (kept.size >= MAX_KEPT && oldest !== undefined) kept.delete(oldest);
    kept.set(path, known);
  };
  const fly = (path: string): Promise<Known | null> => {
    const flight = fetchCertificate(path, source)
      .then((known) => {
        if (known !== null) keep(path, known);
        return known;
      })
      .finally(() => flights.delete(path));
    flights.set(path, flight);
    return flight;
  };

  return {
    async keyOf(path) {
      let known = kept.get(path) ?? null;
      if (known === null) {
        const flight = flights.get(path);
        if (flight === undefined && flights.size >= MAX_FLIGHTS) return null;
        known = await (flight ?? fly(path));
      }
      const now = source.now();
      return known !== null && known.validFromMs <= now && now <= known.validToMs
        ? known.key
        : null;
    },
  };
}

async function fetchCertificate(path: string, source: CertificateSource): Promise<Known | null> {
  const result = await exchange(
    { method: 'GET', url: `${source.baseUrl}${path}`, headers: {}, body: null },
    AbortSignal.timeout(FETCH_TIMEOUT_MS),
    source,
  );
  return result.kind === 'answer' && result.status === 200 ? readCertificate(result.text) : null;
}

/** Null when it is no certificate of an RSA key. */
function readCertificate(pem: string): Known | null {
  try {
    const { publicKey, validFromDate, validToDate } = new X509Certificate(pem);
    if (publicKey.asymmetricKeyType !== 'rsa') return null;
    return {
      key: publicKey,
      validFromMs: validFromDate.getTime(),
      validToMs: validToDate.getTime(),
    };
  } catch {
    return null;
  }
}
