import { expect, it } from 'vitest';
import { resolveCampaign } from './campaign-options.ts';

it('takes what a command line gives', () => {
  expect(resolveCampaign({ seeds: '20', workers: '2', shard: '2/4', timeLimit: '90s' }, 1)).toEqual(
    { seeds: 20, workers: 2, shard: { index: 2, count: 4 }, timeLimitMs: 90_000, swarm: null },
  );
});

it('takes a limit of milliseconds', () => {
  expect(resolveCampaign({ timeLimit: '1500' }, 1).timeLimitMs).toBe(1_500);
});

it('plays a hundred seeds when nothing is said', () => {
  expect(resolveCampaign({}, 1)).toMatchObject({
    seeds: 100,
    shard: null,
    timeLimitMs: null,
    swarm: null,
  });
});

it('takes a swarm bare, or the variant of one', () => {
  expect(resolveCampaign({ swarm: true }, 1).swarm).toBe('guided');
  expect(resolveCampaign({ swarm: '7' }, 1).swarm).toBe(7);
});

it.each([
  [{ seeds: '1.5' }, '--seeds', '"1.5"'],
  [{ seeds: '0' }, '--seeds', '"0"'],
  [{ seeds: 'many' }, '--seeds', '"many"'],
  [{ workers: '-1' }, '--workers', '"-1"'],
  [{ shard: '0/4' }, '--shard', '"0/4"'],
  [{ shard: '5/4' }, '--shard', '"5/4"'],
  [{ shard: '1' }, '--shard', '"1"'],
  [{ swarm: 'often' }, '--swarm', '"often"'],
  [{ timeLimit: 'soon' }, '--time-limit', '"soon"'],
])('refuses %o with the rule and what it got', (input, where, got) => {
  expect(() => resolveCampaign(input, 1)).toThrow(
    expect.objectContaining({
      code: 'CONFIG_INVALID_VALUE',
      exitCode: 2,
      message: expect.stringMatching(new RegExp(`${where} must .*got ${got}`)),
    }),
  );
});

it('refuses seeds that would count beyond the last one', () => {
  expect(() => resolveCampaign({ seeds: 2 }, 2 ** 32 - 1)).toThrow(/last seed/);
});
