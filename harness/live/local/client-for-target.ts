import { claimOf } from '../../core/target-api.ts';
import type { Reading } from '../../drill/world.ts';

const READ_MS = 5_000;
const AT_ONCE = 32;

/** Payments of the target that are not final yet. Throws when it does not answer. */
export async function countOpenPayments(targetUrl: string): Promise<number> {
  const answer = await fetch(`${targetUrl}/operations/open`, {
    signal: AbortSignal.timeout(READ_MS),
  });
  const body: unknown = await answer.json();
  if (
    typeof body === 'object' &&
    body !== null &&
    'open' in body &&
    typeof body.open === 'number'
  ) {
    return body.open;
  }
  throw new TypeError(`GET /operations/open answered ${answer.status} without a count`);
}

/** Reads the payment of each order once, as its customer would. */
export async function readPayments(
  targetUrl: string,
  orderIds: readonly string[],
  signal: AbortSignal,
): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  const waiting = orderIds.values();
  const worker = async (): Promise<void> => {
    for (const orderId of waiting) {
      if (signal.aborted) return;
      readings.push(await readPayment(targetUrl, orderId));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return readings;
}

async function readPayment(targetUrl: string, order: string): Promise<Reading> {
  try {
    const answer = await fetch(`${targetUrl}/payments?orderId=${encodeURIComponent(order)}`, {
      signal: AbortSignal.timeout(READ_MS),
    });
    const body: unknown = await answer.json();
    return {
      order,
      payment: paymentIdOf(body),
      claim: answer.status === 404 ? null : claimOf(body),
      status: answer.status,
    };
  } catch {
    return { order, payment: null, claim: null, status: 0 };
  }
}

function paymentIdOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('paymentId' in body)) return null;
  return typeof body.paymentId === 'string' ? body.paymentId : null;
}
