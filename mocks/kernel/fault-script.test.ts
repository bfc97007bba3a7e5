import { expect, test } from 'vitest';
import { isInCycle, meetsScript } from './fault-script.ts';

const tries = [0, 1, 2, 3, 4, 5];

test.each([
  [{ attempts: [1, 2] }, [0, 1]],
  [{ attempts: [3] }, [2]],
  [{ attempts: [] }, tries],
  [{ pattern: 'fail fail pass' }, [0, 1]],
  [{ pattern: 'pass fail' }, [1]],
  [{ pattern: 'fail pass repeat' }, [0, 2, 4]],
])('%j meets the tries %j', (selection, met) => {
  expect(tries.filter((index) => meetsScript(selection, index))).toEqual(met);
});

test('a cycle begins with being on', () => {
  const cycle = { onMs: 20, offMs: 30 };
  const on = [0, 19, 20, 49, 50, 69, 70].filter((ms) => isInCycle({ cycle }, ms));
  expect(on).toEqual([0, 19, 50, 69]);
  expect(isInCycle({}, 1e9)).toBe(true);
});
