import fc from 'fast-check';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { PagedMap, type PagedMapSettings } from './paged-map.ts';
import { StateFile } from './state-file.ts';

interface Thing {
  count: number;
}

let file: StateFile;
beforeEach(() => {
  file = new StateFile(null);
});
afterEach(() => file[Symbol.dispose]());

function open(settings: Partial<PagedMapSettings<Thing>> = {}, name = 'things'): PagedMap<Thing> {
  const rows = file.rowsOf('stripe', name);
  return new PagedMap<Thing>({
    rows: () => rows,
    inMemory: 2,
    isInUse: () => false,
    onFull: () => undefined,
    ...settings,
  });
}

function save(map: PagedMap<Thing>, extent: 'all' | 'overflow' = 'overflow'): void {
  file.inTransaction(() => map.save(extent));
  map.settle(extent);
}

it('gives back what left memory, with the changes made to it since', () => {
  const map = open();
  for (let count = 0; count < 10; count += 1) map.set(`key-${count}`, { count });
  save(map);
  const first = map.get('key-0');
  if (first === undefined) throw new Error('it is lost');
  first.count = 100;
  expect(map.get('key-0')).toBe(first);
  save(map);
  expect(map.get('key-0')).toEqual({ count: 100 });
  expect(map.get('key-0')).not.toBe(first);
});

it('keeps changes that a loop over all makes on its way', () => {
  const map = open();
  for (let count = 0; count < 200; count += 1) map.set(`key-${count}`, { count });
  save(map);
  for (const thing of map.values()) if (thing.count % 50 === 0) thing.count += 1000;
  save(map);
  expect([...map.values()].filter(({ count }) => count >= 1000)).toHaveLength(4);
});

it('never lets go of a record that somebody holds, nor writes it', () => {
  const map = open({ isInUse: ({ count }) => count === 0 });
  for (let count = 0; count < 10; count += 1) map.set(`key-${count}`, { count });
  const held = map.get('key-0');
  save(map, 'all');
  expect(map.get('key-0')).toBe(held);
  const later = open();
  later.reload();
  expect(later.has('key-0')).toBe(false);
  expect(later.size).toBe(9);
});

it('asks for a save when it holds too much', () => {
  let asked = 0;
  const map = open({ onFull: () => (asked += 1) });
  for (let count = 0; count < 34; count += 1) map.set(`key-${count}`, { count });
  expect(asked).toBe(0);
  map.set('one more', { count: 0 });
  expect(asked).toBe(1);
});

it('is a map, whatever is done to it and whenever it is saved', () => {
  const keys = fc.integer({ min: 0, max: 7 }).map(String);
  const steps = fc.oneof(
    fc.record({ kind: fc.constant('set' as const), key: keys }),
    fc.record({ kind: fc.constant('change' as const), key: keys }),
    fc.record({ kind: fc.constant('delete' as const), key: keys }),
    fc.record({
      kind: fc.constantFrom('overflow', 'all', 'reload', 'clear'),
      key: fc.constant(''),
    }),
  );
  let run = 0;
  fc.assert(
    fc.property(fc.array(steps, { maxLength: 60 }), (script) => {
      const name = `run-${run++}`;
      let map = open({}, name);
      const model = new Map<string, Thing>();
      script.forEach(({ kind, key }, count) => {
        switch (kind) {
          case 'set':
            map.set(key, { count });
            model.set(key, { count });
            break;
          case 'change': {
            const thing = map.get(key);
            const modelled = model.get(key);
            if (thing !== undefined) thing.count = count;
            if (modelled !== undefined) modelled.count = count;
            break;
          }
          case 'delete':
            expect(map.delete(key)).toBe(model.delete(key));
            break;
          case 'clear':
            map.clear();
            model.clear();
            break;
          case 'reload':
            // As a later process does.
            save(map, 'all');
            map = open({}, name);
            map.reload();
            break;
          default:
            save(map, kind === 'all' ? 'all' : 'overflow');
        }
        expect(map.size).toBe(model.size);
        expect(map.has(key)).toBe(model.has(key));
        expect([...map]).toEqual([...model]);
        expect([...map.keys()]).toEqual([...model.keys()]);
      });
    }),
    { numRuns: 300 },
  );
});
