import { readPayments } from '../../drill/serving/client-for-target.ts';
import { liveError } from '../errors.ts';

/** A service knows all orders of an earlier drill, or none. */
const ASKED = 3;

/**
 * A service that keeps payments from one drill to the next says "paid" to the orders of a seed that
 * was drilled before, with nothing in this drill's ledgers: it would be accused of lies.
 *
 * @param target how messages name it
 * @throws LIVE_TARGET_REMEMBERS
 */
export async function refuseKnownOrders(
  target: string,
  url: string,
  orderIds: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const readings = await readPayments(url, orderIds.slice(0, ASKED), signal);
  const known = readings.find(({ claim }) => claim !== null);
  if (known === undefined) return;
  const said = known.claim?.status ?? 'nothing';
  throw liveError('LIVE_TARGET_REMEMBERS', { target, order: known.order, said });
}
