import { InvalidArgumentError } from 'commander';

/** For options that take a path: an empty one is a variable of a script that was not set. */
export function givenPath(text: string): string {
  if (text.trim() === '') throw new InvalidArgumentError('It must not be empty.');
  return text;
}
