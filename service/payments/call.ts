import type { AttemptStarted } from '../../harness/core/events.ts';
import { assertNever } from '../../harness/core/assert-never.ts';
import type { ProviderAdapter, ProviderAnswer } from '../providers/adapter.ts';
import { applyAnswer, keyOf, markCalled, type Leg, type LegOperation } from './leg.ts';
import { legOf, type Payment } from './payment.ts';
import type { Session } from './session.ts';
import { providerOf, type Tools } from './tools.ts';

export type Purpose = AttemptStarted['purpose'];

/**
 * One call to a provider: the attempt, its key and the leg's doubt are committed, then the call
 * leaves, then what its answer proves is applied. The next flush commits that.
 */
export async function callProvider(
  session: Session,
  legNumber: number,
  operation: LegOperation,
  purpose: Purpose,
  tools: Tools,
): Promise<ProviderAnswer> {
  const { payment } = session;
  const before = legOf(payment, legNumber);
  const provider = providerOf(tools, before.provider);
  const key = operation === 'retrieve' ? null : keyOf(payment.id, before, operation);
  const startedAt = Date.now();
  const attempt = {
    id: `${payment.id}.${String(payment.attemptCount).padStart(3, '0')}`,
    payment: payment.id,
    leg: legNumber,
    provider: before.provider,
    operation,
    key,
    retry: earlierTries(payment, before, operation),
    purpose,
    startedAt,
  };
  session.update({ attemptCount: payment.attemptCount + 1 });
  session.updateLeg(markCalled(before, operation, startedAt));
  session.startAttempt(attempt);
  session.record({
    kind: 'attempt-started',
    t: startedAt,
    order: payment.order,
    payment: payment.id,
    attempt: attempt.id,
    provider: before.provider,
    operation,
    key,
    retry: attempt.retry,
    purpose,
  });
  await session.flush();

  const answer = await provider.guard.call((signal, timeoutMs) =>
    send(provider.adapter, payment, before, operation, key ?? '', { signal, timeoutMs }, tools),
  );

  const endedAt = Date.now();
  session.updateLeg(applyAnswer(before, operation, answer, startedAt));
  session.endAttempt({ id: attempt.id, endedAt, outcome: answer.outcome, code: answer.code });
  session.record({
    kind: 'attempt-ended',
    t: endedAt,
    order: payment.order,
    payment: payment.id,
    attempt: attempt.id,
    provider: before.provider,
    operation,
    outcome: answer.outcome,
    decline: answer.decline,
    code: answer.code,
    durationMs: endedAt - startedAt,
    object: answer.object ?? before.object,
  });
  return answer;
}

function earlierTries(payment: Payment, leg: Leg, operation: LegOperation): number {
  return payment.legs
    .filter((other) => other.provider === leg.provider)
    .reduce((sum, other) => sum + (other.tries[operation] ?? 0), 0);
}

function send(
  adapter: ProviderAdapter,
  payment: Payment,
  leg: Leg,
  operation: LegOperation,
  idempotencyKey: string,
  context: { readonly signal: AbortSignal; readonly timeoutMs: number | null },
  tools: Tools,
): Promise<ProviderAnswer> {
  const { order, amountMinor, currency, customer } = payment;
  const about = { order, amountMinor, currency };
  const { object, authorisation, capture, captureMode } = leg;
  const keyed = { ...context, idempotencyKey };
  if (operation === 'create') return adapter.create({ ...about, captureMode, customer }, keyed);
  if (object === null) throw new RangeError(`${operation} needs the object of leg ${leg.number}`);
  switch (operation) {
    case 'confirm': {
      const card = tools.vault.cardOf(payment.cardToken);
      return adapter.confirm({ ...about, object, captureMode, card, customer }, keyed);
    }
    case 'capture':
      return adapter.capture({ ...about, object, authorisation }, keyed);
    case 'void':
      return adapter.void({ order, object, authorisation }, keyed);
    case 'refund':
      return adapter.refund({ ...about, object, authorisation, capture }, keyed);
    case 'retrieve':
      return adapter.retrieve({ order, object }, context);
    default:
      return assertNever(operation);
  }
}
