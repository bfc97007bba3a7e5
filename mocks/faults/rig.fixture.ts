import { Agent, request as httpRequest } from 'node:http';
import { pino } from 'pino';
import { parseSeed } from '../../harness/core/ids.ts';
import type { Exchange, GatewayEvent } from '../../harness/core/events.ts';
import type { GatewayName, ProviderOperation } from '../../harness/core/outcome.ts';
import type { FaultSelection } from '../../harness/core/scenario.ts';
import { createClock } from '../kernel/clock.ts';
import type { MovableClock } from '../kernel/clock.ts';
import { createGateway } from '../kernel/create-gateway.ts';
import type { Dialect, GatewayBehaviour } from '../kernel/dialect.ts';
import type { Gateway } from '../kernel/gateway.ts';
import { findFault, parseFaultOptions } from './resolve-fault.ts';
import { createTinyDialect } from './tiny-dialect.fixture.ts';
import { createKeyRing } from '../keys/key-ring.ts';

/** Keys take long to make; all rigs of a test file share theirs. */
const KEYS = createKeyRing();

// A gateway with a tiny dialect on a real socket, and a client that tells exactly what it saw.

export type Seen =
  | {
      readonly kind: 'answered';
      readonly status: number;
      readonly headers: Readonly<Record<string, string | string[] | undefined>>;
      readonly body: string;
    }
  /** `got` is what had arrived of the body. */
  | { readonly kind: 'broken'; readonly code: string; readonly got: string }
  | { readonly kind: 'gave-up' };

export interface Ask {
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Sent as a form. */
  readonly form?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** The client gives up after this time; 10 s when left out. */
  readonly patienceMs?: number;
}

export interface Rig extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly clock: MovableClock;
  ask(method: string, path: string, given?: Ask): Promise<Seen>;
  /** Arms a fault for every request, or for a share of them. */
  arm(
    fault: string,
    options?: unknown,
    filter?: FaultSelection & {
      share?: number;
      operations?: readonly ProviderOperation[];
      leaseMs?: number;
    },
  ): void;
  /** How often the faults that are armed have met something. */
  met(): number;
  /** The next exchange to be journalled that fits. */
  nextExchange(fits?: (exchange: Exchange) => boolean): Promise<Exchange>;
  /** Money captured so far, in minor units. */
  captured(): number;
}

export async function startRig(
  settings: {
    readonly seed?: number;
    readonly name?: GatewayName;
    /** Instead of the tiny one. */
    readonly dialect?: Dialect;
    readonly behaviour?: Partial<GatewayBehaviour>;
  } = {},
): Promise<Rig> {
  const clock = createClock();
  const gateway = createGateway({
    dialect: settings.dialect ?? createTinyDialect(settings.name),
    seed: parseSeed(settings.seed ?? 7),
    clock,
    log: pino({ level: 'silent' }),
    keys: KEYS,
    ...(settings.behaviour === undefined ? {} : { behaviour: settings.behaviour }),
  });
  const baseUrl = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const agent = new Agent({ keepAlive: true, maxSockets: 100 });
  return {
    gateway,
    clock,
    ask: (method, path, given = {}) => ask(agent, method, `${baseUrl}${path}`, given),
    met: () => gateway.faults.list().reduce((sum, { met }) => sum + met, 0),
    arm: (name, options = {}, { share = 1, operations = [], leaseMs, ...selection } = {}) => {
      const definition = findFault(name);
      gateway.faults.arm({
        name,
        definition,
        options: parseFaultOptions(definition, options),
        share,
        operations,
        selection,
        leaseMs: leaseMs ?? null,
      });
    },
    nextExchange: (fits = () => true) => nextExchange(gateway, fits),
    captured: () =>
      gateway
        .ledger()
        .filter(({ movement }) => movement === 'capture')
        .reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    [Symbol.asyncDispose]: async () => {
      agent.destroy();
      await gateway.close();
    },
  };
}

function nextExchange(gateway: Gateway, fits: (exchange: Exchange) => boolean): Promise<Exchange> {
  return new Promise((resolve) => {
    const stop = gateway.onEvent((event: GatewayEvent) => {
      if (event.kind !== 'exchange' || !fits(event)) return;
      stop();
      resolve(event);
    });
  });
}

function ask(agent: Agent, method: string, url: string, given: Ask): Promise<Seen> {
  const body = given.form ?? (given.body === undefined ? '' : JSON.stringify(given.body));
  const type = given.form === undefined ? 'json' : 'x-www-form-urlencoded';
  return new Promise((resolve) => {
    let got = '';
    const patience = AbortSignal.timeout(given.patienceMs ?? 10_000);
    const onError = (error: Error): void => {
      if (patience.aborted) resolve({ kind: 'gave-up' });
      else resolve({ kind: 'broken', code: codeOf(error), got });
    };
    const outgoing = httpRequest(url, {
      method,
      agent,
      signal: patience,
      headers: {
        ...(body === '' ? {} : { 'content-type': `application/${type}` }),
        'content-length': Buffer.byteLength(body),
        ...given.headers,
      },
    });
    outgoing.on('error', onError);
    outgoing.on('response', (response) => {
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        got += chunk;
      });
      response.on('error', onError);
      response.on('end', () => {
        const { statusCode: status = 0, headers } = response;
        resolve({ kind: 'answered', status, headers, body: got });
      });
    });
    outgoing.end(body);
  });
}

const codeOf = (error: Error): string =>
  'code' in error && typeof error.code === 'string' ? error.code : error.message;
