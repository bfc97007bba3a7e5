import { Agent, get } from 'node:http';
import { text } from 'node:stream/consumers';
import { claimOf } from '../../core/target-api.ts';
import type { Reading } from '../world.ts';
import { askTarget } from './ask-target.ts';
import { textOf } from './send-request.ts';
import type { SharedTexts } from './shared-texts.ts';

const READ_MS = 5_000;
const AT_ONCE = 32;

/** Of a target that does not tell: it drains until the scenario's bound. */
const MAY_BE_OPEN = 1;

/** Payments of the target that are not final yet. Throws when it does not answer. */
export async function countOpenPayments(targetUrl: string): Promise<number> {
  const answer = await askTarget(targetUrl, '/operations/open', { deadlineMs: READ_MS });
  const text = await textOf(answer.body);
  if (answer.status === 404) return MAY_BE_OPEN;
  const body: unknown = JSON.parse(text);
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

/**
 * Reads the payment of each order once, as its customer would.
 *
 * @param texts what the events have said already is kept once
 */
export async function readPayments(
  targetUrl: string,
  orderIds: readonly string[],
  signal: AbortSignal,
  texts?: SharedTexts,
): Promise<readonly Reading[]> {
  const readings: Reading[] = [];
  const waiting = orderIds.values();
  // Tens of thousands of reads at once: with fetch and its signals they left more garbage than all
  // events of a run weigh.
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  const worker = async (): Promise<void> => {
    for (const orderId of waiting) {
      if (signal.aborted) return;
      const reading = await readPayment(agent, targetUrl, orderId);
      texts?.shareIn(reading);
      readings.push(reading);
    }
  };
  try {
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  } finally {
    agent.destroy();
  }
  return readings;
}

async function readPayment(agent: Agent, targetUrl: string, order: string): Promise<Reading> {
  try {
    const url = `${targetUrl}/payments?orderId=${encodeURIComponent(order)}`;
    const { status, body } = await getJson(agent, url);
    return {
      order,
      payment: paymentIdOf(body),
      claim: status === 404 ? null : claimOf(body),
      status,
    };
  } catch {
    return { order, payment: null, claim: null, status: 0 };
  }
}

function getJson(
  agent: Agent,
  url: string,
): Promise<{ readonly status: number; readonly body: unknown }> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (answer) => {
      text(answer)
        .then((body) => resolve({ status: answer.statusCode ?? 0, body: JSON.parse(body) }))
        .catch(reject)
        .finally(() => clearTimeout(deadline));
    });
    const deadline = setTimeout(() => request.destroy(new Error('no answer in time')), READ_MS);
    request.on('error', (error) => {
      clearTimeout(deadline);
      reject(error);
    });
  });
}

function paymentIdOf(body: unknown): string | null {
  if (typeof body !== 'object' || body === null || !('paymentId' in body)) return null;
  return typeof body.paymentId === 'string' ? body.paymentId : null;
}
