import { Agent } from 'node:http';
import type { ClientEvent, RunEvent, Unnumbered } from '../../core/events.ts';
import type { Order } from '../../core/order.ts';
import type { LoadFigures } from '../../core/record.ts';
import { playJourney } from '../../../scenarios/journeys/play.ts';
import { rebaseEvent } from '../../drill/serving/read-events.ts';
import type { SharedTexts } from '../../drill/serving/shared-texts.ts';
import { createVirtualCustomer } from './virtual-customer.ts';

export interface CustomersOptions {
  readonly targetUrl: string;
  readonly orders: readonly Order[];
  /** When an order's customer arrives, in milliseconds from the zero of time. */
  readonly arrivalOf: (order: Order) => number;
  /** The load lasts until here, however few customers come. */
  readonly loadEndMs: number;
  /** What events name again is kept once. */
  readonly texts: SharedTexts;
}

/** The load of a simulated drill: every customer arrives on time, however many wait already. */
export interface Customers {
  /** @returns the zero of time in epoch milliseconds */
  release(): number;
  take(): readonly RunEvent[];
  readonly ended: Promise<LoadFigures>;
  /** No more arrive, and those who are there ask nothing more. */
  stop(): void;
  end(): RunEvent;
}

export function createCustomers(options: CustomersOptions): Customers {
  const { orders, targetUrl, arrivalOf, loadEndMs } = options;
  const agent = new Agent({ keepAlive: true });
  const ended = Promise.withResolvers<LoadFigures>();
  const timers: NodeJS.Timeout[] = [];
  let zeroEpochMs = 0;
  let count = 0;
  let started = 0;
  let finished = 0;
  let isStopped = false;
  let fresh: RunEvent[] = [];

  const emit = (event: Unnumbered<ClientEvent>): void => {
    if (isStopped) return;
    if (event.kind === 'client-started') started += 1;
    if (event.kind === 'client-finished') finished += 1;
    fresh.push(rebaseEvent({ ...event, source: 'client', seq: count }, zeroEpochMs, options.texts));
    count += 1;
  };
  const customer = createVirtualCustomer({ targetUrl, agent, emit });

  const settle = (): void => {
    ended.resolve({
      plannedIterations: orders.length,
      completedIterations: finished,
      droppedIterations: 0,
      interruptedIterations: started - finished,
    });
  };
  const settleWhenDone = (isOver: boolean): void => {
    if (isOver && finished === orders.length) settle();
  };

  return {
    release: () => {
      zeroEpochMs = Date.now();
      let isOver = false;
      for (const order of orders) {
        const atMs = arrivalOf(order);
        const arrive = (): void => {
          void playJourney(customer, order, zeroEpochMs + atMs).then(() => settleWhenDone(isOver));
        };
        timers.push(setTimeout(arrive, atMs));
      }
      const close = (): void => {
        isOver = true;
        settleWhenDone(isOver);
      };
      timers.push(setTimeout(close, loadEndMs));
      return zeroEpochMs;
    },
    take: () => {
      const taken = fresh;
      fresh = [];
      return taken;
    },
    ended: ended.promise,
    stop: () => {
      if (isStopped) return;
      isStopped = true;
      for (const timer of timers) clearTimeout(timer);
      agent.destroy();
      settle();
    },
    end: () => ({ kind: 'source-end', source: 'client', seq: count, t: 0, events: count }),
  };
}
