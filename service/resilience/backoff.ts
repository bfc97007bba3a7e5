import { assertNever } from '../../harness/core/assert-never.ts';
import type { RetryPolicy } from '../../harness/core/policy.ts';
import type { Random } from '../../harness/core/random.ts';

/**
 * How long to wait before a retry.
 *
 * @param retry 1 for the first retry
 * @param retryAfterMs what the provider asked for; never undercut
 */
export function backoffMs(
  backoff: RetryPolicy['backoff'],
  retry: number,
  retryAfterMs: number | null,
  random: Random,
): number {
  return Math.max(ownBackoffMs(backoff, retry, random), retryAfterMs ?? 0);
}

function ownBackoffMs(backoff: RetryPolicy['backoff'], retry: number, random: Random): number {
  if (backoff.kind === 'none') return 0;
  const ceiling = Math.min(backoff.capMs, backoff.baseMs * 2 ** (retry - 1));
  switch (backoff.jitter) {
    case 'none':
      return ceiling;
    case 'equal':
      return ceiling / 2 + random.next() * (ceiling / 2);
    case 'full':
      return random.next() * ceiling;
    default:
      return assertNever(backoff.jitter);
  }
}
