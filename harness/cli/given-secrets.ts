import { refuseLiveKeys, refuseSecrets } from '../config/refuse-secrets.ts';

/** These start something that a live key could reach, or a scenario that could read it. */
const STARTING = ['run', 'simulate', 'replay', 'mocks'];

/**
 * Refuses what a drill never needs, before anything looks at it or repeats it in a message.
 *
 * @throws PaydrillError CONFIG_LIVE_KEY, CONFIG_LIVE_KEY_AROUND, CONFIG_REAL_CARD
 */
export function refuseSecretsGiven(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): void {
  for (const [index, arg] of args.entries()) refuseSecrets(arg, placeOf(args, index));
  if (STARTING.includes(args[0] ?? '')) {
    refuseLiveKeys(environment);
  }
}

/** The option that it belongs to, for messages that do not repeat it. */
function placeOf(args: readonly string[], index: number): string {
  const isOption = (text = ''): boolean => text.startsWith('--');
  const option = [args[index], args[index - 1]].find(isOption)?.split('=')[0];
  return option === undefined ? `argument ${index + 1}` : `the value of ${option}`;
}
