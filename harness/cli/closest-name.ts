import { closest } from 'fastest-levenshtein';
import { cliError } from './errors.ts';

/** The known name that was meant, or CLI_USAGE with the nearest one. */
export function closestName<Name extends string>(
  what: string,
  got: string,
  known: readonly Name[],
): Name {
  const found = known.find((name) => name === got);
  if (found !== undefined) return found;
  throw cliError('CLI_USAGE', {
    problem: `${what}: there is no "${got}", did you mean "${closest(got, [...known])}"? There are: ${known.join(', ')}.`,
  });
}
