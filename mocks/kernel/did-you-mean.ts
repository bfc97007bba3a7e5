import { closest } from 'fastest-levenshtein';

/** The beginning of a hint: a question with the nearest name, or nothing where no name is known. */
export const didYouMean = (got: string, known: readonly string[]): string =>
  known.length === 0 ? '' : `Did you mean "${closest(got, [...known])}"? `;
