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

  it.each([
    [
      ['run', 'provider-outage', '--polcy', 'x'],
      "unknown option '--polcy' (Did you mean --policy?)",
    ],
    [['run', 'provider-outage', '--zzz'], "unknown option '--zzz' (the nearest is --"],
    [['compare', 'x'], "unknown command 'compare' (the nearest is "],
    [['run'], "missing required argument 'scenario'"],
    [['run', 'a', 'b'], "too many arguments for 'run'"],
    [['run', 'a', '--out', ''], "'--out <dir>' argument '' is invalid. It must not be empty."],
    [['doctor', '--k6', ' '], "'--k6 <path>' argument ' ' is invalid. It must not be empty."],
  ])('gives the wrong use %j a code, a hint and the nearest name', async (args, problem) => {
    const said: string[] = [];
    const output = { result: () => {}, log: (text: string) => void said.push(text) };
    expect(await runCli(args, output)).toBe(EXIT.usage);
    expect(said.join('\n')).toMatch(/^CLI_USAGE: /);
    expect(said.join('\n')).toContain(problem);
    expect(said.join('\n')).toContain('What to do:');
  });

  it.each([
    [['run', 'provider-outage', '--k6=/tmp/sk_live_abc'], 'the value of --k6 holds a live'],
    [['run', 'provider-outage', '--out', 'rk_live_abc'], 'the value of --out holds a live'],
    [['explain', 'sk_live_abc'], 'argument 2 holds a live'],
    [['run', 'x', '--rate', '4532015112830366'], 'the value of --rate holds a card number'],
  ])('refuses the secret in %j without repeating it', async (args, problem) => {
    const said: string[] = [];
    const output = { result: () => {}, log: (text: string) => void said.push(text) };
    expect(await runCli(args, output)).toBe(EXIT.usage);
    expect(said.join('\n')).toContain(problem);
    expect(said.join('\n')).not.toMatch(/k_live_abc|45320151/);
  });

  it('prints help on stdout and ends well', async () => {
    const results: string[] = [];
    const output = { result: (text: string) => void results.push(text), log: () => {} };
    expect(await runCli(['--help'], output)).toBe(EXIT.held);
    expect(results.join('')).toContain('run [options] <scenario>');
  });
});
