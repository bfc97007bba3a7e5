import type { ProviderName } from '../../harness/core/outcome.ts';
import { isOurOwnRefusal } from '../resilience/guard.ts';
import { canResume, type Leg } from '../payments/leg.ts';
import type { Payment } from '../payments/payment.ts';
import type { Tools } from '../payments/tools.ts';

export interface Route {
  readonly provider: ProviderName | null;
  readonly skipped: readonly { readonly provider: ProviderName; readonly reason: string }[];
}

/** Reasons that time may change; the others stand for as long as the payment does. */
export const isPassing = (reason: string): boolean => reason === 'tried' || isOurOwnRefusal(reason);

/**
 * The first provider, in routing order, that takes the currency and amount, was not tried for
 * this payment yet (or did nothing when it was), and would be reached.
 *
 * @param tried providers that had their turn just now
 */
export function chooseRoute(
  payment: Payment,
  tried: ReadonlySet<ProviderName>,
  tools: Tools,
): Route {
  const skipped: { readonly provider: ProviderName; readonly reason: string }[] = [];
  for (const name of tools.providers.keys()) {
    const reason = tried.has(name) ? 'tried' : reasonToSkip(payment, name, tools);
    if (reason === null) return { provider: name, skipped };
    skipped.push({ provider: name, reason });
  }
  return { provider: null, skipped };
}

function reasonToSkip(payment: Payment, name: ProviderName, tools: Tools): string | null {
  const provider = tools.providers.get(name);
  if (provider === undefined) return 'no-adapter';
  const { adapter, guard } = provider;
  const unsupported = adapter.supports(payment.currency, payment.amountMinor);
  if (unsupported !== null) return `unsupported: ${unsupported}`;
  if (payment.captureMode === 'manual' && !adapter.capabilities.canAuthoriseOnly) {
    return 'no-manual-capture';
  }
  const legs = payment.legs.filter((leg) => leg.provider === name);
  if (legs.some(hasSpoken)) return 'already-asked';
  const { maxProviders, kind } = tools.policy.failover;
  const asked = new Set(payment.legs.map((leg) => leg.provider));
  if (!asked.has(name) && asked.size >= (kind === 'none' ? 1 : maxProviders)) {
    return 'enough-providers';
  }
  return guard.unusable();
}

// A decline or a refusal stands, a doubt must be settled and not asked again. What was shut was
// shut by us: a new object may be tried there.
const hasSpoken = (leg: Leg): boolean => !canResume(leg) && leg.state !== 'shut';
