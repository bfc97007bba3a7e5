import { whole } from '../kernel/answer.ts';
import type { Answer, Delivery } from '../kernel/answer.ts';
import type { Clock } from '../kernel/clock.ts';
import type { FaultedRequest, Overrides } from './fault.ts';

// A request for unit tests of faults: no sockets, and a clock that moves only by hand.

/** Time stands still until `advance`; then everything that is due wakes in order. */
export class ManualClock implements Clock {
  #now = 0;
  readonly #sleepers: { readonly at: number; readonly wake: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((wake, reject) => {
      signal?.addEventListener('abort', () => {
        reject(new Error('aborted'));
      });
      this.#sleepers.push({ at: this.#now + ms, wake });
    });
  }

  /** How long the one pending sleep has left. */
  get nextWakeMs(): number | undefined {
    const [first] = this.#sleepers.toSorted((one, other) => one.at - other.at);
    return first === undefined ? undefined : first.at - this.#now;
  }

  async advance(ms: number): Promise<void> {
    this.#now += ms;
    const due = this.#sleepers.filter(({ at }) => at <= this.#now);
    for (const sleeper of due) {
      this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
      sleeper.wake();
    }
    await settle();
  }
}

/** Lets every promise that can go on do so: a macrotask comes after all microtasks. */
export const settle = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

export interface FakeRequest extends FaultedRequest {
  readonly clock: ManualClock;
  /** How often the request took effect. */
  readonly effects: () => number;
  readonly detached: Promise<unknown>[];
}

export function createFakeRequest(
  given: {
    readonly draw?: number;
    readonly delivery?: Delivery;
    readonly overrides?: Overrides;
    readonly clock?: ManualClock;
    readonly more?: Partial<Omit<FaultedRequest, 'clock'>>;
  } = {},
): FakeRequest {
  let effects = 0;
  const detached: Promise<unknown>[] = [];
  return {
    operation: 'confirm',
    facts: {},
    armedForMs: 0,
    isKeyForgotten: false,
    wasChangedWithin: () => false,
    lock: 'payment-1',
    lockTimeout: () => answerOf(429, 'locked'),
    target: '/payments/1/confirm?a=b',
    authorization: 'Bearer token-1',
    countOnConnection: 1,
    keyInUse: () => answerOf(409, 'in use'),
    draw: given.draw ?? 0.5,
    clock: given.clock ?? new ManualClock(),
    signal: new AbortController().signal,
    errors: {
      status: (status) => answerOf(status, 'technical'),
      rateLimited: (seconds) => answerOf(429, `retry after ${seconds}`),
      maintenance: (seconds) => answerOf(503, `back after ${seconds}`),
    },
    seal: (answer, _signer, alterBody = (body) => body) => ({
      ...answer,
      body: alterBody(answer.body),
      finish: 'sealed',
    }),
    overrides: given.overrides ?? {},
    effects: () => effects,
    detached,
    detach: (work) => {
      detached.push(work);
    },
    proceed: async () => {
      effects += 1;
      return given.delivery ?? PAID;
    },
    ...given.more,
  };
}

const answerOf = (status: number, body: string): Answer => ({ status, headers: {}, body });

/** What a request that took effect is answered with, unless the test gives another delivery. */
export const PAID: Delivery = whole({
  status: 200,
  headers: { 'content-type': 'application/json', 'content-length': '17' },
  body: '{"status":"paid"}',
});
