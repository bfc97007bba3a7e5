import { isOfUser } from '../ambient/caller.ts';

/** What was thrown, and the place in somebody's own code where it was. */
export function describeThrown(thrown: unknown): string {
  if (!(thrown instanceof Error)) return String(thrown);
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const theirs = frames.filter(isOfUser);
  const own = theirs.find((line) => !/node_modules|<anonymous>/.test(line)) ?? theirs[0];
  const place = own === undefined ? '' : ` (${own.trim().replace(/\?[^:)]*/, '')})`;
  return `${thrown.name}: ${thrown.message}${place}`;
}
