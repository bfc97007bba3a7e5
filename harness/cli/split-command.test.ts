import fc from 'fast-check';
import { expect, it } from 'vitest';
import { replayCommandOf } from './replay-command.ts';
import { splitCommand } from './split-command.ts';

it('gives back the words of every replay command, whatever is in them', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (scenario, setting) => {
      const command = replayCommandOf(scenario, 7, { out: 'runs', set: [setting] });
      expect(splitCommand(command)).toEqual([
        'paydrill',
        'run',
        scenario,
        '--seed',
        '7',
        '--set',
        setting,
      ]);
    }),
  );
});
