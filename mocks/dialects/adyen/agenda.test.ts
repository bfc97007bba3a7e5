import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { createClock } from '../../kernel/clock.ts';
import { createAgenda, type Task } from './agenda.ts';

const DELAY_MS = 60_000;

function openAgenda() {
  const stores = new Map<string, Map<string, unknown>>();
  const clock = createClock();
  const closed = new AbortController();
  const done: string[] = [];
  const agenda = createAgenda(
    {
      clock,
      closed: closed.signal,
      createStore: <Value>(name: string) => {
        const store = new Map<string, Value>();
        stores.set(name, store);
        return store;
      },
    },
    DELAY_MS,
    (task) => {
      done.push(nameOf(task));
    },
  );
  return { agenda, clock, closed, done, stores };
}

const nameOf = (task: Task): string => ('payment' in task ? task.payment : task.modification);
const soon = (name: string): Task => ({ kind: 'modify', modification: name, exchange: 'e' });
const later = (name: string): Task => ({ kind: 'capture-all', payment: name });

describe('the agenda', () => {
  it('carries out in order of time, whichever way the tasks came', async () => {
    const { agenda, clock, done } = openAgenda();
    agenda.addAt(clock.now() + 2 * DELAY_MS, later('fourth'));
    agenda.addAt(clock.now() + 1000, later('first'));
    agenda.add(soon('second'));
    agenda.add(soon('third'));
    expect(agenda.pending).toBe(2);
    clock.advance(3 * DELAY_MS);
    await expect.poll(() => done).toEqual(['first', 'second', 'third', 'fourth']);
    expect(agenda.pending).toBe(0);
  });

  it('takes up the tasks of loaded state', async () => {
    const before = openAgenda();
    before.agenda.add(soon('soon'));
    before.agenda.addAt(before.clock.now() + 20, later('later'));
    const kept = structuredClone(before.stores);
    before.closed.abort();
    const after = openAgenda();
    for (const [name, store] of kept) {
      for (const [key, value] of store) after.stores.get(name)?.set(key, value);
    }
    await expect.poll(() => after.done).toEqual(['later']);
    after.clock.advance(DELAY_MS);
    await expect.poll(() => after.done).toEqual(['later', 'soon']);
    expect(before.done).toEqual([]);
  });

  it('forgets with its stores, and goes on afterwards', async () => {
    const { agenda, clock, done, stores } = openAgenda();
    agenda.addAt(clock.now() + 1000, later('forgotten'));
    agenda.add(soon('forgotten too'));
    for (const store of stores.values()) store.clear();
    agenda.addAt(clock.now() + 2000, later('kept'));
    clock.advance(DELAY_MS);
    await expect.poll(() => done).toEqual(['kept']);
  });

  it('waits for nothing once its gateway has closed', async () => {
    const { agenda, clock, closed, done } = openAgenda();
    agenda.add(soon('never'));
    closed.abort();
    clock.advance(DELAY_MS);
    await turn();
    expect(done).toEqual([]);
  });
});
