import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Chain, Link } from './chain.ts';

class Numbered extends Link<Numbered> {
  readonly number: number;

  constructor(number: number) {
    super();
    this.number = number;
  }
}

it('holds what a set would hold, in the same order, and lets go of nothing twice', () => {
  const step = fc.record({ isAdding: fc.boolean(), which: fc.nat(50) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const chain = new Chain<Numbered>();
      const set = new Set<Numbered>();
      const all: Numbered[] = [];
      for (const { isAdding, which } of steps) {
        const known = all[which % Math.max(1, all.length)];
        if (isAdding || known === undefined) {
          const added = new Numbered(all.length);
          all.push(added);
          chain.add(added);
          set.add(added);
        } else expect(chain.remove(known)).toBe(set.delete(known));
        expect(chain.list()).toEqual([...set]);
      }
    }),
  );
});

it('leaves nothing that points from what left it to what is still there', () => {
  const chain = new Chain<Numbered>();
  const [first, second, third] = [new Numbered(1), new Numbered(2), new Numbered(3)];
  for (const each of [first, second, third]) chain.add(each);
  chain.remove(second);
  expect([second.before, second.after]).toEqual([null, null]);
});
