import type { PaydrillError } from '../../core/errors.ts';
import type { GatewayFault } from '../../core/scenario.ts';
import { drillError } from '../errors.ts';
import { sendByHttp } from './send-by-http.ts';
import { textOf, type Answered, type Body, type SendRequest } from './send-request.ts';
import { msOf, sendWithin, type Bound } from './send-within.ts';

/** The gateways' control API as the rig uses it. Every call is bounded. */
export interface ControlClient {
  readonly url: string;
  readonly token: string;
  arm(fault: GatewayFault, leaseMs: number): Promise<void>;
  /** Fine when it is not armed. */
  clear(faultName: string): Promise<void>;
  clearAll(): Promise<void>;
  renewLeases(leaseMs: number): Promise<void>;
  /** Requests that the fault has met so far; null when it is not armed. */
  met(faultName: string): Promise<number | null>;
  setWebhookEndpoint(
    gateway: string,
    endpoint: { readonly url: string; readonly events: readonly string[] },
  ): Promise<void>;
  deliverWebhooks(): Promise<void>;
  /** Requests in work and webhooks not delivered, over all gateways. */
  unsettled(): Promise<{ readonly gatewayRequests: number; readonly webhooks: number }>;
  /** The NDJSON stream of a gateway's events, however long it is, while it comes. */
  events(gateway: string, silenceMs: number): Promise<Body>;
}

const ASK: Bound = { deadlineMs: 5_000 };
/** A target that does not answer its webhooks must not hold up the drain, which has a bound of its own. */
const TRIES_MS = 2_000;
const DELIVER: Bound = { deadlineMs: 20_000 };
/** How the control API says that there is nothing to clear. */
const NOT_ARMED = '"CONTROL_FAULT_NOT_ARMED"';

/** @param stream the way of large answers */
export function createControlClient(
  url: string,
  token: string,
  send: SendRequest = sendByHttp,
  stream: SendRequest = send,
): ControlClient {
  const call = async (
    method: string,
    path: string,
    body?: unknown,
    bound = ASK,
    way = send,
  ): Promise<Answered> => {
    try {
      return await sendWithin(bound, way, new URL(path, url).href, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (cause) {
      const operation = `${method} ${path}`;
      const reason = cause instanceof Error ? cause.message : String(cause);
      const details = { operation, deadlineMs: msOf(bound), reason };
      throw drillError('DRILL_CONTROL_SILENT', details, { cause });
    }
  };
  const open = async (...[method, path, ...rest]: Parameters<typeof call>): Promise<Body> => {
    const { isOk, status, body } = await call(method, path, ...rest);
    if (isOk) return body;
    throw refused(`${method} ${path}`, status, await textOf(body));
  };
  const ask = async (...question: Parameters<typeof open>): Promise<string> =>
    textOf(await open(...question));

  return {
    url,
    token,
    arm: async ({ layer: _layer, atMs: _atMs, durationMs: _durationMs, ...fault }, leaseMs) => {
      await ask('POST', '/faults', { ...fault, leaseMs });
    },
    clear: async (faultName) => {
      const path = `/faults/${encodeURIComponent(faultName)}`;
      const { isOk, status, body } = await call('DELETE', path);
      const text = await textOf(body);
      if (!isOk && !text.includes(NOT_ARMED)) throw refused(`DELETE ${path}`, status, text);
    },
    clearAll: async () => {
      await ask('DELETE', '/faults');
    },
    renewLeases: async (leaseMs) => {
      await ask('POST', '/lease', { leaseMs });
    },
    met: async (faultName) => {
      const armed = JSON.parse(await ask('GET', '/faults')) as readonly {
        readonly name: string;
        readonly met: number;
      }[];
      return armed.find((fault) => fault.name === faultName)?.met ?? null;
    },
    setWebhookEndpoint: async (gateway, endpoint) => {
      await ask('PUT', `/webhook-endpoints/${gateway}`, endpoint);
    },
    deliverWebhooks: async () => {
      await ask('POST', `/webhooks/deliver?withinMs=${TRIES_MS}`, undefined, DELIVER);
    },
    unsettled: async () => {
      const status = JSON.parse(await ask('GET', '/status')) as {
        readonly gateways: readonly {
          readonly inFlight: number;
          readonly detached: number;
          readonly pendingWebhooks: number;
        }[];
      };
      const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
      return {
        gatewayRequests: sum(status.gateways.map((each) => each.inFlight + each.detached)),
        webhooks: sum(status.gateways.map((each) => each.pendingWebhooks)),
      };
    },
    events: (gateway, silenceMs) =>
      open('GET', `/events?gateway=${gateway}`, undefined, { silenceMs }, stream),
  };
}

const refused = (operation: string, status: number, text: string): PaydrillError =>
  drillError('DRILL_CONTROL_REFUSED', { operation, status, text });
