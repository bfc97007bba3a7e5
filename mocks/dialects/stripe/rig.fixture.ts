import Stripe from 'stripe';
import { pino } from 'pino';
import type { LedgerEntry } from '../../../harness/core/events.ts';
import { parseSeed } from '../../../harness/core/ids.ts';
import { findFault, parseFaultOptions } from '../../faults/index.ts';
import { createClock, type MovableClock } from '../../kernel/clock.ts';
import type { GatewayBehaviour } from '../../kernel/dialect.ts';
import { createGateway } from '../../kernel/create-gateway.ts';
import type { Gateway } from '../../kernel/gateway.ts';
import { stripeDialect } from './index.ts';

// The gateway on a real socket with the official client, unchanged, and a plain one for what the
// official client can't send.

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

/** Parsed JSON that a test may look into without asking. */
export interface Json {
  readonly [field: string]: Json;
}

export interface Rig extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly clock: MovableClock;
  readonly baseUrl: string;
  readonly key: string;
  readonly webhookSecret: string;
  readonly stripe: Stripe;
  /** With the key and a form body unless the headers say otherwise. */
  ask(
    method: string,
    path: string,
    body?: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Reply>;
  arm(fault: string, options?: unknown): void;
  /** `movement amountMinor` of each ledger entry, in order. */
  movements(): readonly string[];
  ledger(): readonly LedgerEntry[];
}

export async function startRig(
  behaviour: Partial<GatewayBehaviour> = {},
  clock: MovableClock = createClock(),
): Promise<Rig> {
  const gateway = createGateway({
    dialect: stripeDialect,
    seed: parseSeed(7),
    clock,
    behaviour,
    log: pino({ level: 'silent' }),
  });
  const baseUrl = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const key = gateway.environment['STRIPE_SECRET_KEY'] ?? '';
  return {
    gateway,
    clock,
    baseUrl,
    key,
    webhookSecret: gateway.environment['STRIPE_WEBHOOK_SECRET'] ?? '',
    stripe: clientOf(baseUrl, key),
    ask: async (method, path, body, headers = {}) => {
      const response = await fetch(baseUrl + path, {
        method,
        headers: {
          authorization: `Bearer ${key}`,
          ...(body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, body: JSON.parse(text) as Json };
    },
    arm: (name, options = {}) => {
      const definition = findFault(name);
      gateway.faults.arm({
        name,
        definition,
        options: parseFaultOptions(definition, options),
        share: 1,
        operations: [],
        leaseMs: null,
      });
    },
    movements: () =>
      gateway.ledger().map(({ movement, amountMinor }) => `${movement} ${amountMinor}`),
    ledger: () => gateway.ledger(),
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

/** The official client, pointed here by its own options; retries off so that tests see each answer. */
export function clientOf(baseUrl: string, key: string): Stripe {
  const { hostname, port } = new URL(baseUrl);
  return new Stripe(key, {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

export const order = (orderId: string) => ({ metadata: { order_id: orderId } });

/** The id of what may be expanded, or a text; empty for anything else. */
export function idOf(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'object' && value !== null && 'id' in value ? idOf(value.id) : '';
}
