import { quoteWord } from '../config/index.ts';
import type { RunOptions } from './commands/run-options.ts';

/** The command that plays the same orders and fault draws again. */
export function replayCommandOf(scenario: string, seed: number, options: RunOptions): string {
  return commandLine(['paydrill', 'run', scenario, '--seed', String(seed)], options);
}

/**
 * The command that plays these seeds again in virtual time.
 *
 * @param swarm bare, a variant, or none
 */
export function simulateCommandOf(
  scenario: string,
  seed: number,
  options: Changes,
  seeds: number,
  swarm: 'guided' | number | null = null,
): string {
  const words = ['paydrill', 'simulate', scenario, '--seed', String(seed)];
  const drawn = swarm === 'guided' ? ['--swarm'] : ['--swarm', String(swarm)];
  return commandLine(
    [...words, '--seeds', String(seeds), ...(swarm === null ? [] : drawn)],
    options,
  );
}

type Changes = Pick<RunOptions, 'policy' | 'rate' | 'scale' | 'set' | 'target'>;

function commandLine(words: string[], options: Changes): string {
  if (options.policy !== undefined) words.push('--policy', options.policy);
  if (options.target !== undefined) words.push('--target', options.target);
  if (options.rate !== undefined) words.push('--rate', options.rate);
  if (options.scale !== undefined) words.push('--scale', options.scale);
  for (const setting of options.set ?? []) words.push('--set', setting);
  return words.map(quoteWord).join(' ');
}
