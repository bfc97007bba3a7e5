import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

test('tells in order, and nothing before the one who opens has gone on', async () => {
  let zero: number | null = null;
  const told: string[] = [];
  const gate = createGate((item: string) => told.push(`${item} at ${zero}`));
  gate.pass('one');
  const release = async (): Promise<number> => {
    void gate.open();
    gate.pass('two');
    return 7;
  };
  zero = await release();
  expect(told).toEqual([]);
  await gate.open();
  gate.pass('three');
  expect(told).toEqual(['one at 7', 'two at 7', 'three at 7']);
});
