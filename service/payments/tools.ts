import type { Logger } from 'pino';
import type { ProviderName } from '../../harness/core/outcome.ts';
import type { Policy } from '../../harness/core/policy.ts';
import type { Random } from '../../harness/core/random.ts';
import type { ProviderAdapter } from '../providers/adapter.ts';
import type { Guard } from '../resilience/guard.ts';
import type { RetryBudget } from '../resilience/retry-budget.ts';
import type { Store } from '../store/store.ts';
import type { Vault } from '../store/vault.ts';

export interface Provider {
  readonly adapter: ProviderAdapter;
  readonly guard: Guard;
}

/** What the work on a payment draws on. */
export interface Tools {
  readonly policy: Policy;
  /** In routing order. */
  readonly providers: ReadonlyMap<ProviderName, Provider>;
  readonly store: Store;
  readonly vault: Vault;
  readonly budget: RetryBudget;
  readonly random: Random;
  readonly logger: Logger;
  /** Aborted when the service ends. */
  readonly stopped: AbortSignal;
}

export function providerOf(tools: Tools, name: ProviderName): Provider {
  const provider = tools.providers.get(name);
  if (provider === undefined) throw new RangeError(`no adapter for provider ${name}`);
  return provider;
}
