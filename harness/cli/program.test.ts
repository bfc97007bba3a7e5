import { afterEach, describe, expect, it } from 'vitest';
import { EXIT } from '../core/errors.ts';
import { runCli } from './program.ts';

afterEach(() => {
  process.exitCode = undefined;
});

describe('the command line', () => {
  it('owns up to a bug with its stack instead of a bare crash', async () => {
    const said: string[] = [];
    const code = await runCli(['list'], {
      result: () => {
        throw new Error('the printer is on fire');
      },
      log: (text) => void said.push(text),
    });
    expect(code).toBe(EXIT.rigError);
    expect(said.join('\n')).toContain('CLI_BUG');
    expect(said.join('\n')).toContain('the printer is on fire');
  });

  it('prints help on stdout and ends well', async () => {
    const results: string[] = [];
    const output = { result: (text: string) => void results.push(text), log: () => {} };
    expect(await runCli(['--help'], output)).toBe(EXIT.held);
    expect(results.join('')).toContain('run [options] <scenario>');
  });
});
