import type { AttemptEnded, AttemptStarted, Exchange, RunEvent } from '../../core/events.ts';
import type { ProviderName, ProviderOperation } from '../../core/outcome.ts';

const PURPOSES: Readonly<Partial<Record<ProviderOperation, AttemptStarted['purpose']>>> = {
  create: 'pay',
  confirm: 'pay',
  capture: 'capture',
  refund: 'refund',
  retrieve: 'reconcile',
  void: 'fence',
};

/**
 * The calls of a target that keeps no trail, as far as the gateways saw them. What never reached a
 * gateway is not among them.
 */
export function callsInJournals(
  events: readonly RunEvent[],
): readonly (AttemptStarted | AttemptEnded)[] {
  const seen = new Map<string, number>();
  const calls: (AttemptStarted | AttemptEnded)[] = [];
  for (const event of events) {
    if (event.kind !== 'exchange' || event.order === null || event.operation === 'other') continue;
    const purpose = PURPOSES[event.operation];
    if (purpose === undefined) continue;
    const name = `${event.order} ${event.source} ${event.operation}`;
    const retry = seen.get(name) ?? 0;
    seen.set(name, retry + 1);
    calls.push(...asAttempt(event, event.order, event.operation, { purpose, retry }));
  }
  return calls;
}

function asAttempt(
  { source, seq, t, endT, exchange, key, status, object }: Exchange,
  order: string,
  operation: ProviderOperation,
  { purpose, retry }: Pick<AttemptStarted, 'purpose' | 'retry'>,
): readonly [AttemptStarted, AttemptEnded] {
  const provider = source.slice('gateway:'.length) as ProviderName;
  const call = { source, order, payment: order, attempt: exchange, provider, operation } as const;
  return [
    { ...call, kind: 'attempt-started', seq, t, key, retry, purpose },
    {
      ...call,
      kind: 'attempt-ended',
      seq,
      t: endT,
      durationMs: endT - t,
      object,
      decline: null,
      outcome: status === null ? 'unknown' : 'approved',
      code: String(status),
    },
  ];
}
