import type { PaydrillError } from '../../core/errors.ts';
import type { ClientAnswered, RunEvent } from '../../core/events.ts';
import type { LoadFigures } from '../../core/record.ts';
import type { ScheduledFault } from '../../core/scenario.ts';
import type { Reading, Rig, Unsettled } from '../world.ts';

// A rig without sockets whose time jumps from one waiter to the next, so that a drill of a minute
// takes no time and every order of events can be played.

export interface FakeRigOptions {
  readonly loadEndMs: number;
  /** What customers are told in the second that begins at `t`. */
  readonly answersAt?: (t: number) => readonly ('paid' | 'nothing')[];
  readonly breakAt?: { readonly t: number; readonly error: PaydrillError };
  readonly unsettledFor?: number;
  /** The readings after the drain end only when they are told to; it breaks during them. */
  readonly breakWhileRead?: PaydrillError;
  readonly refuseToArm?: PaydrillError;
  /** How long a target takes to stop before it starts again. */
  readonly restartMs?: number;
  /** Probes end only when they are told to, as those of a machine that is far too busy. */
  readonly probesHang?: boolean;
  /** The load generator is alive and does not end, unless it is stopped. */
  readonly loadHangs?: boolean;
  /** As real timers do by a fraction of a millisecond. */
  readonly wakesEarlyMs?: number;
  /** Something that nobody foresaw, from then on. */
  readonly bewilderedAt?: number;
}

export interface FakeRig extends Rig {
  /** `arm x`, `clear x`, `clear all`, `stop load`, with the time, in order. */
  readonly deeds: readonly string[];
  /** Runs once when time reaches `t`. */
  at(t: number, act: () => void): void;
}

export function createFakeRig(options: FakeRigOptions): FakeRig {
  const deeds: string[] = [];
  const waiters: { readonly t: number; readonly wake: () => void }[] = [];
  const broken = Promise.withResolvers<PaydrillError>();
  const ended = Promise.withResolvers<LoadFigures>();
  let now = 0;
  let isPumping = false;
  let orders = 0;
  let seq = 0;
  let taken = -1_000;
  let looks = 0;
  let isBewildered = false;

  const deed = (text: string): void => void deeds.push(`${Math.round(now)} ${text}`);
  const figures: LoadFigures = {
    plannedIterations: 0,
    completedIterations: 0,
    droppedIterations: 0,
    interruptedIterations: 0,
  };

  // One waiter at a time, and all that follows from it before the next.
  const pump = (): void => {
    if (isPumping) return;
    isPumping = true;
    setImmediate(() => {
      isPumping = false;
      waiters.sort((a, b) => a.t - b.t);
      const next = waiters.shift();
      if (next === undefined) return;
      now = Math.max(now, next.t - (options.wakesEarlyMs ?? 0));
      next.wake();
      if (waiters.length > 0) pump();
    });
  };
  const wait = (t: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      signal?.addEventListener('abort', () => resolve(), { once: true });
      waiters.push({ t, wake: resolve });
      pump();
    });

  const answer = (t: number, told: 'paid' | 'nothing'): readonly RunEvent[] => {
    const order = `ord-${orders}`;
    orders += 1;
    const claim: ClientAnswered['claim'] =
      told === 'nothing'
        ? null
        : { status: 'paid', amountMinor: 1, currency: 'EUR', provider: '', providerReference: '' };
    return [
      {
        kind: 'client-started',
        source: 'client',
        seq: seq++,
        t,
        order,
        journey: 'pay',
        intendedT: t,
      },
      {
        kind: 'client-answered',
        source: 'client',
        seq: seq++,
        t: t + 20,
        order,
        request: 'pay',
        key: order,
        tab: 0,
        startT: t,
        status: claim === null ? 500 : 201,
        failure: null,
        claim,
        payment: null,
      },
    ];
  };

  return {
    deeds,
    at: (t, act) => void wait(t).then(act),
    versions: {},
    broken: broken.promise,
    proveItCanStop: async () => deed('prove'),
    releaseLoad: async () => {
      deed('release');
      if (options.loadHangs !== true) {
        void wait(options.loadEndMs).then(() => ended.resolve(figures));
      }
      const { breakAt } = options;
      if (breakAt !== undefined) void wait(breakAt.t).then(() => broken.resolve(breakAt.error));
    },
    zeroEpochMs: 1_000_000,
    now: () => now,
    waitUntil: wait,
    arm: async (fault: ScheduledFault) => {
      if (options.refuseToArm !== undefined) throw options.refuseToArm;
      deed(`arm ${fault.name}`);
      if (fault.layer === 'process') await wait(now + (options.restartMs ?? 0));
    },
    clear: async (fault) => deed(`clear ${fault.name}`),
    clearAll: async () => deed('clear all'),
    prove: (_fault, until) =>
      options.probesHang === true
        ? new Promise((_resolve, reject) => {
            until.addEventListener('abort', () => reject(until.reason as Error), { once: true });
          })
        : Promise.resolve({ isProved: true, detail: 'seen' }),
    renewLeases: async () => {},
    takeEvents: async () => {
      if (now >= (options.bewilderedAt ?? Number.POSITIVE_INFINITY) && !isBewildered) {
        isBewildered = true;
        throw new TypeError('nobody foresaw this');
      }
      const events: RunEvent[] = [];
      for (let t = taken + 1_000; t < now; t += 1_000) {
        for (const told of options.answersAt?.(t) ?? ['paid']) events.push(...answer(t, told));
        taken = t;
      }
      return events;
    },
    loadEnded: ended.promise,
    loadGraceMs: 6_000,
    stopLoad: async () => {
      deed('stop load');
      ended.resolve(figures);
    },
    unsettled: async (): Promise<Unsettled> => {
      looks += 1;
      const openPayments = looks <= (options.unsettledFor ?? 0) ? 1 : 0;
      return { openPayments, gatewayRequests: 0, webhooks: 0 };
    },
    deliverWebhooks: async () => {},
    readPayments: async (orderIds, until) => {
      if (options.breakWhileRead !== undefined) {
        broken.resolve(options.breakWhileRead);
        await new Promise((resolve) => until.addEventListener('abort', resolve, { once: true }));
      }
      return orderIds.map((order): Reading => ({ order, payment: null, claim: null, status: 404 }));
    },
    collectRest: async () => ({ events: [], errors: [] }),
    secrets: [],
    readLogs: async () => [],
    [Symbol.asyncDispose]: async () => {},
  };
}
