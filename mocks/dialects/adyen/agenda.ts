import type { GatewayContext } from '../../kernel/dialect.ts';

// What was accepted and takes effect later, on the gateway's clock. The tasks are a store like all
// others: a reset forgets them, and loaded state brings them back. Timers are not state, so
// whoever wakes, and every request, looks for what is due.

export type Task =
  | { readonly kind: 'modify'; readonly modification: string; readonly exchange: string }
  /** The issuer answers a payment that was only received. */
  | { readonly kind: 'confirm'; readonly payment: string; readonly exchange: string }
  /** The scheme does not carry out what the merchant was told of. */
  | { readonly kind: 'fail'; readonly modification: string }
  | { readonly kind: 'capture-all'; readonly payment: string };

interface Entry {
  readonly task: Task;
  readonly dueMs: number;
}

export interface Agenda {
  /** After the usual delay. */
  add(task: Task): void;
  addAt(dueMs: number, task: Task): void;
  /** Carries out what is due, in order of time. */
  catchUp(): void;
  /** Tasks that are due after the usual delay or sooner; a capture of tomorrow is none. */
  readonly pending: number;
}

type AgendaContext = Pick<GatewayContext, 'clock' | 'closed' | 'createStore'>;

/** @param carryOut is told when the task was due, which may be before now */
export function createAgenda(
  gateway: AgendaContext,
  delayMs: number,
  carryOut: (task: Task, dueMs: number) => void,
): Agenda {
  // All wait equally long, so the map is in order of time.
  const soon = gateway.createStore<Entry>('agenda-soon');
  const later = gateway.createStore<Entry>('agenda-later');
  let armedForMs = Number.POSITIVE_INFINITY;

  // Nothing in `later` is due before `floorMs`, as long as it has the size that it was seen with: a
  // reset or loaded state changes that, and it is looked through again.
  let floorMs = Number.NEGATIVE_INFINITY;
  let seenSize = -1;

  const earliestLater = (): readonly [string, Entry] | undefined => {
    let earliest: readonly [string, Entry] | undefined;
    for (const pair of later) {
      if (earliest === undefined || pair[1].dueMs < earliest[1].dueMs) earliest = pair;
    }
    floorMs = earliest?.[1].dueMs ?? Number.POSITIVE_INFINITY;
    seenSize = later.size;
    return earliest;
  };

  const laterFloorMs = (): number => {
    if (seenSize !== later.size) earliestLater();
    return floorMs;
  };

  const nextDueMs = (): number => {
    const [head] = soon.values();
    return Math.min(head?.dueMs ?? Number.POSITIVE_INFINITY, laterFloorMs());
  };

  const takeNext = (): Entry | undefined => {
    const [head] = soon;
    const first =
      laterFloorMs() < (head?.[1].dueMs ?? Number.POSITIVE_INFINITY) ? earliestLater() : head;
    if (first === undefined) return undefined;
    if (first === head) soon.delete(first[0]);
    else later.delete(first[0]);
    return first[1];
  };

  const catchUp = (): void => {
    while (nextDueMs() <= gateway.clock.now()) {
      const next = takeNext();
      if (next === undefined) return;
      carryOut(next.task, next.dueMs);
    }
  };

  const arm = (): void => {
    const dueMs = nextDueMs();
    if (dueMs >= armedForMs) return;
    armedForMs = dueMs;
    sleepUntil(dueMs);
  };

  const sleepUntil = (dueMs: number): void => {
    const restMs = Math.max(0, dueMs - gateway.clock.now());
    gateway.clock.sleep(restMs, gateway.closed).then(wake, () => undefined);
  };

  const wake = (): void => {
    armedForMs = Number.POSITIVE_INFINITY;
    catchUp();
    arm();
  };

  // State that is loaded right after the dialect was opened may hold tasks.
  sleepUntil(gateway.clock.now());

  return {
    add: (task) => {
      soon.set(nameOf(task), { task, dueMs: gateway.clock.now() + delayMs });
      arm();
    },
    addAt: (dueMs, task) => {
      const knownFloorMs = laterFloorMs();
      later.set(nameOf(task), { task, dueMs });
      floorMs = Math.min(knownFloorMs, dueMs);
      seenSize = later.size;
      arm();
    },
    catchUp: () => {
      catchUp();
      arm();
    },
    get pending() {
      return soon.size;
    },
  };
}

/** Unique among the tasks that wait at the same time. */
const nameOf = (task: Task): string =>
  `${task.kind}:${'modification' in task ? task.modification : task.payment}`;
