import { EXIT } from '../core/errors.ts';
import { describeError } from './describe-error.ts';
import { cliError } from './errors.ts';

interface Stream {
  on(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown;
}

/** The part of Node's `process` that is used here. */
interface TalkingProcess {
  exitCode?: number | string | null | undefined;
  readonly stdout: Stream;
  readonly stderr: Stream & { write(text: string): unknown };
  on(event: 'exit', listener: (code: number) => void): unknown;
}

/**
 * A drill goes on when nobody reads what it says any more (`| head -1`, a terminal that was closed):
 * its verdict is the exit code and the record. Node would end it in the middle, with the 1 of a
 * drill that failed. A result that can't be written though somebody waits for it is an error.
 */
export function outliveReaders(node: TalkingProcess): void {
  node.stderr.on('error', () => undefined);
  let isLost = false;
  node.stdout.on('error', (error) => {
    if (error.code === 'EPIPE' || isLost) return;
    isLost = true;
    const told = cliError('CLI_RESULT_UNWRITABLE', { reason: error.message }, { cause: error });
    node.stderr.write(`${describeError(told)}\n`);
  });
  // At the end, because the command sets its own code when it is done. Any other says more.
  node.on('exit', (code) => {
    if (isLost && code === EXIT.held) node.exitCode = EXIT.rigError;
  });
}
