import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { collectGarbage } from './collect-garbage.ts';

it('nothing is left that nobody holds', async () => {
  const held = { text: 'held' };
  const references = [new WeakRef(held), new WeakRef({ text: 'garbage' })];
  // A reference holds what it points to until the end of the turn in which it was made.
  await setImmediate();
  collectGarbage();
  expect(references.map((reference) => reference.deref()?.text)).toEqual(['held', undefined]);
});
