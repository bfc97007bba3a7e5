import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { cliError } from '../errors.ts';
import type { Output } from '../output.ts';
import { findRunningProcess, requestAbort } from '../run-folder.ts';
import { givenPath } from '../given-path.ts';

interface AbortOptions {
  readonly out: string;
  readonly wait: string;
}

export function addAbort(program: Command, output: Output): void {
  program
    .command('abort <run>')
    .description('stops a run now: faults first, then load; the record is kept')
    .option('--out <dir>', 'where runs are kept', givenPath, 'runs')
    .option('--wait <seconds>', 'how long the run may take to end', '120')
    .action(async (run: string, { out, wait }: AbortOptions) => {
      const deadlineMs = Number(wait) * 1000;
      if (!(deadlineMs > 0)) {
        throw cliError('CLI_USAGE', {
          problem: `--wait must be a number of seconds above 0, got "${wait}".`,
        });
      }
      const pid = await findRunningProcess(out, run);
      if (pid === null) throw cliError('CLI_RUN_NOT_FOUND', { got: run, out });
      await requestAbort(out, run);
      output.log(`asked ${run} to stop; its faults are cleared first`);
      const endsAt = performance.now() + deadlineMs;
      while ((await findRunningProcess(out, run)) !== null) {
        if (performance.now() > endsAt) {
          throw cliError('CLI_ABORT_UNHEARD', { got: run, deadlineMs, pid });
        }
        await sleep(100);
      }
      output.result(`${run} has ended; its record is in ${out}/${run}\n`);
    });
}
