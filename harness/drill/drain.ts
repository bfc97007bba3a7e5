import type { Observer } from './progress.ts';
import { isInterrupted } from './ending.ts';
import { isSettled, type Rig, type Unsettled } from './world.ts';

interface Drain {
  readonly rig: Rig;
  /** The scenario's bound in milliseconds. */
  readonly boundMs: number;
  readonly observe: Observer;
  readonly take: () => Promise<void>;
  readonly stop: AbortSignal;
}

const LOOK_EVERY_MS = 250;
/** An asked-for stop must not turn the wait between two looks into a busy loop. */
const NEVER = new AbortController().signal;

/**
 * Waits until nothing is open any more, or for the bound. Quiescent means settled twice in a row,
 * because a webhook may reopen a payment between two looks.
 *
 * @returns whether it ran its course: to rest, or to the bound that the scenario grants
 */
export async function drain({ rig, boundMs, observe, take, stop }: Drain): Promise<boolean> {
  const endT = rig.now() + boundMs;
  // Whatever dies now is noticed now, not at the bound.
  const death = rig.broken.then((error): never => {
    throw error;
  });
  let quietLooks = 0;
  let last: Unsettled = { openPayments: 0, gatewayRequests: 0, webhooks: 0 };
  death.catch(() => {});
  observe({ kind: 'phase', phase: 'drain', endsInMs: boundMs });
  while (rig.now() < endT && !isInterrupted(stop)) {
    last = await Promise.race([look(rig, take), death]);
    quietLooks = isSettled(last) ? quietLooks + 1 : 0;
    if (quietLooks === 2) return true;
    await rig.waitUntil(Math.min(endT, rig.now() + LOOK_EVERY_MS), NEVER);
  }
  observe({
    kind: 'step',
    text: `drain ended at its bound: ${last.openPayments} payments open, ${last.gatewayRequests} requests at gateways, ${last.webhooks} webhooks`,
  });
  return !isInterrupted(stop);
}

async function look(rig: Rig, take: () => Promise<void>): Promise<Unsettled> {
  await rig.deliverWebhooks();
  const unsettled = await rig.unsettled();
  await take();
  return unsettled;
}
