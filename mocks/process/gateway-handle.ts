import type { Exchange, LedgerEntry } from '../../harness/core/events.ts';
import type { ProviderOperation } from '../../harness/core/outcome.ts';
import type { FaultSelection } from '../../harness/core/scenario.ts';
import type { DialectName } from '../dialects/registry.ts';
import {
  checkFaultOperations,
  checkFaultSelection,
  checkFaultTrait,
  faultError,
  findFault,
  parseFaultOptions,
  pickSelection,
  type GatewayFaultName,
  type GatewayFaultOptions,
} from '../faults/index.ts';
import { LONGEST_LEASE_MS } from '../kernel/armed-faults.ts';
import type { JournalFilter, LedgerFilter } from '../kernel/find-events.ts';
import type { Gateway, GatewayStatus } from '../kernel/gateway.ts';
import type { SettlementFile, SettlementPeriod } from '../kernel/settlement.ts';
import type { PendingWebhook } from '../kernel/webhook-sender.ts';
import { checkWebhookUrl } from './options.ts';
import type { Mocks } from './start-mocks.ts';

// A running gateway in a user's hands.

/** A fault as a test arms it. */
export interface FaultToArm<
  Name extends GatewayFaultName = GatewayFaultName,
> extends FaultSelection {
  /** One of docs/faults.md. */
  readonly fault: Name;
  /** What is left out has its default. */
  readonly options?: GatewayFaultOptions<Name>;
  /** Share of requests that meet it, 0 to 1; 1 when left out. */
  readonly share?: number;
  /** Operations that meet it; all that the fault applies to when left out. */
  readonly operations?: readonly ProviderOperation[];
  /** Names it, and replaces what is armed under that name; the fault's own when left out. */
  readonly name?: string;
  /** It clears itself after this time, in milliseconds of real time, a day at most; never when left out. */
  readonly leaseMs?: number;
}

/** An armed fault; `using` clears it at the end of the block. */
export interface ArmedFaultHandle extends Disposable {
  readonly name: string;
  /** Requests that met it so far. */
  met(): number;
  /** Fine when it is cleared already. */
  clear(): void;
}

export interface GatewayClock {
  /** Epoch milliseconds. */
  now(): number;
  /** Moves time forward: holds expire, tokens end, webhooks that are due are tried. */
  advance(ms: number): void;
}

/** One gateway on a real socket. */
export interface GatewayHandle {
  readonly name: DialectName;
  /** Where its API is, without a trailing slash. */
  readonly baseUrl: string;
  /** Address (`STRIPE_BASE_URL`) and test credentials, by the names that services commonly read. */
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: GatewayClock;
  /** Movements of money that fit, oldest first; all when nothing is given. Never faulted. */
  ledger(filter?: Partial<LedgerFilter>): readonly LedgerEntry[];
  /** The requests in memory that fit, oldest first. */
  journal(filter?: Partial<JournalFilter>): readonly Exchange[];
  status(): GatewayStatus;
  /** Throws FAULT_... when the fault, its options or its operations make no sense. */
  arm<Name extends GatewayFaultName>(fault: FaultToArm<Name>): ArmedFaultHandle;
  /** Clears the fault of that name, or all of them. */
  clear(name?: string): void;
  /**
   * Where webhooks go; null stops them. With `types` only events of these are sent.
   * Throws MOCKS_OPTION_INVALID for what is no http or https address.
   */
  setWebhookEndpoint(url: string | null, types?: readonly string[]): void;
  /** Webhooks that were not accepted yet and have a try left, the oldest first. */
  pendingWebhooks(): readonly PendingWebhook[];
  /** Tries all of them now; resolves when those tries ended. */
  deliverWebhooks(): Promise<{ readonly delivered: number; readonly failed: number }>;
  /** The provider's own account of a period, from the beginning until now when left out. */
  settlement(period?: Partial<SettlementPeriod>): SettlementFile | null;
  /** Forgets payments, keys, tokens, webhooks and events, and clears every fault. */
  reset(): void;
}

export function createHandle(gateway: Gateway, mocks: Mocks): GatewayHandle {
  const { clock } = mocks;
  const ready = mocks.ready.gateways.find(({ name }) => name === gateway.name);
  if (ready === undefined) throw new Error(`the ${gateway.name} gateway does not listen`);
  return {
    name: ready.name,
    baseUrl: ready.baseUrl,
    environment: { [`${ready.name.toUpperCase()}_BASE_URL`]: ready.baseUrl, ...ready.environment },
    clock: { now: () => clock.now(), advance: (ms) => clock.advance(ms) },
    ledger: (filter) => gateway.findLedger({ limit: Infinity, ...filter }).toReversed(),
    journal: (filter) => gateway.findExchanges({ limit: Infinity, ...filter }).toReversed(),
    status: () => gateway.status(),
    arm: (fault) => arm(gateway, fault),
    clear: (name) => {
      if (name === undefined) gateway.faults.clearAll();
      else gateway.faults.clear(name);
    },
    setWebhookEndpoint: (url, types) => {
      if (url !== null) checkWebhookUrl(url);
      gateway.setWebhookEndpoint(url, types);
    },
    pendingWebhooks: () => gateway.pendingWebhooks(),
    deliverWebhooks: () => gateway.deliverWebhooks(),
    settlement: ({ fromMs = 0, toMs = clock.now() + 1 } = {}) =>
      gateway.settlement({ fromMs, toMs }),
    reset: () => gateway.reset(),
  };
}

const isLease = (ms: number): boolean => Number.isInteger(ms) && ms >= 1 && ms <= LONGEST_LEASE_MS;

function arm(gateway: Gateway, fault: FaultToArm): ArmedFaultHandle {
  const definition = findFault(fault.fault);
  const options = parseFaultOptions(definition, fault.options ?? {});
  const { name = definition.name, share = 1, operations = [], leaseMs = null } = fault;
  const selection = pickSelection(fault);
  checkFaultOperations(definition, operations);
  checkFaultSelection(definition, selection, share);
  checkFaultTrait(definition, gateway.name, gateway.traits);
  if (leaseMs !== null && !isLease(leaseMs)) {
    throw faultError('FAULT_OPTION_INVALID', {
      option: 'leaseMs',
      fault: definition.name,
      rule: `must be a whole number from 1 to ${LONGEST_LEASE_MS}`,
      got: leaseMs,
    });
  }
  gateway.faults.arm({ name, definition, options, share, operations, selection, leaseMs });
  const clear = (): void => void gateway.faults.clear(name);
  return {
    name,
    met: () => gateway.faults.list().find((armed) => armed.name === name)?.met ?? 0,
    clear,
    [Symbol.dispose]: clear,
  };
}
