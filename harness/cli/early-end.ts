import { EXIT } from '../core/errors.ts';
import { describeError } from './describe-error.ts';
import { cliError } from './errors.ts';

/** The part of Node's `process` that is used here. */
interface EndingProcess {
  exitCode?: number | string | null | undefined;
  readonly stderr: { write(text: string): unknown };
  on(event: 'exit', listener: (code: number) => void): unknown;
}

/** Node's own code for an `await` at the top of a module that nothing is left to settle. */
const NOTHING_LEFT_TO_DO = 13;

/**
 * A gate must never read a 0 that is no verdict: a scenario or a target is a module of the user's and
 * can end this process while it is loaded. Ends that were meant have codes of their own.
 */
export function watchForEarlyEnd(node: EndingProcess): { isDone(): void } {
  let isDone = false;
  node.on('exit', (code) => {
    if (isDone || (code !== EXIT.held && code !== NOTHING_LEFT_TO_DO)) return;
    const error = cliError('CLI_ENDED_EARLY', {});
    node.stderr.write(`${describeError(error)}\n`);
    node.exitCode = error.exitCode;
  });
  return {
    isDone: () => {
      isDone = true;
    },
  };
}
