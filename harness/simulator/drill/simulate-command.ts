import { quoteWord } from '../../config/index.ts';

/** The command line that plays these seeds again. */
export function simulateCommand(
  scenario: string,
  seed: number,
  seeds: number,
  target: string | undefined,
): string {
  return withTarget(`paydrill simulate ${scenario} --seed ${seed} --seeds ${seeds}`, target);
}

/** The command line that plays a scenario on real sockets. */
export function liveCommand(path: string, seed: number, target: string | undefined): string {
  return withTarget(`paydrill run ${quoteWord(path)} --seed ${seed}`, target);
}

const withTarget = (command: string, target: string | undefined): string =>
  target === undefined ? command : `${command} --target ${quoteWord(target)}`;
