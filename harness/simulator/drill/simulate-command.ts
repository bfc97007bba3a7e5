import { quoteWord } from '../../config/index.ts';

/** The command line that plays these seeds again. */
export function simulateCommand(
  scenario: string,
  seed: number,
  seeds: number,
  target: string | undefined,
): string {
  const command = `paydrill simulate ${scenario} --seed ${seed} --seeds ${seeds}`;
  if (target === undefined) return command;
  return `${command} --target ${quoteWord(target)}`;
}
