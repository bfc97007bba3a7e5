import { describe, expect, test } from 'vitest';
import { ChangeHistory } from './change-history.ts';

interface Record {
  status: string;
}

function start() {
  const store = new Map<string, Record>([['kept', { status: 'old' }]]);
  const clock = { ms: 0, now: () => clock.ms };
  const history = new ChangeHistory(() => [store], clock);
  history.start();
  const change = (step: () => void) => history.remember(step, () => 'order-1');
  const before = (key: string) => history.asBefore('order-1', () => store.get(key)?.status);
  return { store, clock, history, change, before };
}

describe('reading as before the last change', () => {
  test('shows a record that was changed in place as it was', () => {
    const { store, change, before } = start();
    change(() => {
      const record = store.get('kept');
      if (record !== undefined) record.status = 'new';
    });
    expect(before('kept')).toBe('old');
    expect(store.get('kept')).toEqual({ status: 'new' });
  });

  test('shows one that was replaced, and does not show one that was made', () => {
    const { store, change, before } = start();
    change(() => {
      store.set('kept', { status: 'new' });
      store.set('made', { status: 'new' });
    });
    expect(before('kept')).toBe('old');
    expect(before('made')).toBeUndefined();
    expect([...store.keys()]).toEqual(['kept', 'made']);
  });

  test('shows one that was deleted, and those that were found by going through all', () => {
    const { store, change, before } = start();
    change(() => {
      for (const record of store.values()) record.status = 'new';
      store.delete('kept');
    });
    expect(before('kept')).toBe('old');
    expect(store.has('kept')).toBe(false);
  });

  test('goes back by one change, of that order alone', () => {
    const { store, history, change, before } = start();
    for (const status of ['first', 'second']) change(() => store.set('kept', { status }));
    expect(before('kept')).toBe('first');
    expect(history.asBefore('order-2', () => store.get('kept'))).toEqual({ status: 'second' });
    expect(history.asBefore(null, () => store.get('kept'))).toEqual({ status: 'second' });
  });

  test('knows how long ago the change was', () => {
    const { store, clock, history, change } = start();
    change(() => store.set('kept', { status: 'new' }));
    clock.ms = 100;
    expect(history.wasChangedWithin('order-1', 100)).toBe(true);
    expect(history.wasChangedWithin('order-1', 99)).toBe(false);
    expect(history.wasChangedWithin('order-2', 100)).toBe(false);
  });

  test('leaves the stores as they were once it is over', () => {
    const { store, history, change, before } = start();
    change(() => store.set('kept', { status: 'new' }));
    history.stop();
    expect(Object.keys(store)).toEqual([]);
    expect(history.isOn).toBe(false);
    expect(before('kept')).toBe('new');
  });
});
