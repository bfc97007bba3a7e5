import { Command, CommanderError } from 'commander';
import { EXIT, PaydrillError } from '../core/errors.ts';
import { addAbort } from './commands/abort.ts';
import { addCatalogueCommands } from './commands/catalogue.ts';
import { addDoctor } from './commands/doctor.ts';
import { addExplain } from './commands/explain.ts';
import { addInit } from './commands/init.ts';
import { addMocks } from './commands/mocks.ts';
import { addReplay } from './commands/replay.ts';
import { addReport } from './commands/report.ts';
import { addRun } from './commands/run.ts';
import { addShow } from './commands/show.ts';
import { addSimulate } from './commands/simulate.ts';
import { cliError } from './errors.ts';
import { processOutput, type Output } from './output.ts';
import { PAYDRILL_VERSION } from './version.ts';

/**
 * Runs one command line.
 *
 * @returns the exit code; a command that ends with a verdict has set `process.exitCode`
 */
export async function runCli(
  args: readonly string[],
  output: Output = processOutput,
): Promise<number> {
  const program = createProgram(output);
  try {
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? EXIT.held);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version were asked for and printed; anything else is a wrong use, also printed.
      return error.exitCode === 0 ? EXIT.held : EXIT.usage;
    }
    const told = asPaydrillError(error);
    output.log(`${told.code}: ${told.message}\nWhat to do: ${told.hint}`);
    if (told.code === 'CLI_BUG' && error instanceof Error) output.log(error.stack ?? '');
    return told.exitCode;
  }
}

function createProgram(output: Output): Command {
  const program = new Command('paydrill')
    .description('Fire drills for payments: break the providers, prove that the money is right.')
    .version(PAYDRILL_VERSION)
    .showHelpAfterError('(paydrill --help lists commands and options)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.result(text),
      writeErr: (text) => output.log(text.trimEnd()),
    });
  addRun(program, output);
  addSimulate(program, output);
  addAbort(program, output);
  addMocks(program, output);
  addReport(program, output);
  addReplay(program, output, (args) => runCli(args, output));
  addCatalogueCommands(program, output);
  addShow(program, output);
  addInit(program, output);
  addDoctor(program, output);
  addExplain(program, output);
  return program;
}

function asPaydrillError(error: unknown): PaydrillError {
  if (error instanceof PaydrillError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return cliError('CLI_BUG', { detail }, { cause: error });
}
