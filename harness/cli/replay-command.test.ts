import fc from 'fast-check';
import { expect, it } from 'vitest';
import { splitWords } from '../config/index.ts';
import { replayCommandOf } from './replay-command.ts';

it('gives back the words of every replay command, whatever is in them', () => {
  const text = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(text, text, text, (scenario, target, setting) => {
      const command = replayCommandOf(scenario, 7, { out: 'runs', set: [setting], target });
      const head = ['paydrill', 'run', scenario, '--seed', '7'];
      const words = [...head, '--target', target, '--set', setting];
      expect(splitWords(command)).toEqual({ kind: 'words', words });
    }),
  );
});
