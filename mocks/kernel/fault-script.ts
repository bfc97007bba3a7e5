import type { FaultSelection } from '../../harness/core/scenario.ts';

/** Words of a pattern, and what they are called in messages. */
export const PATTERN = /^(?:fail|pass)(?: (?:fail|pass))*(?: repeat)?$/;

/** Whether which try it is matters at all. */
export const isScripted = ({ attempts = [], pattern }: FaultSelection): boolean =>
  attempts.length > 0 || pattern !== undefined;

/** @param index of the try: 0 for the first of an operation on a payment */
export function meetsScript({ attempts = [], pattern }: FaultSelection, index: number): boolean {
  if (pattern === undefined) return attempts.length === 0 || attempts.includes(index + 1);
  const words = pattern.split(' ');
  const isRepeating = words.at(-1) === 'repeat';
  if (isRepeating) words.pop();
  return words[isRepeating ? index % words.length : index] === 'fail';
}

/** @param armedForMs since the fault was armed */
export function isInCycle({ cycle }: FaultSelection, armedForMs: number): boolean {
  return cycle === undefined || armedForMs % (cycle.onMs + cycle.offMs) < cycle.onMs;
}
