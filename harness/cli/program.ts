import { Command, CommanderError } from 'commander';
import { EXIT, PaydrillError } from '../core/errors.ts';
import type { addReplay } from './commands/replay.ts';
import { describeError } from './describe-error.ts';
import { cliError } from './errors.ts';
import { refuseSecretsGiven } from './given-secrets.ts';
import { describeMisuse } from './misuse.ts';
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
  try {
    refuseSecretsGiven(args, process.env);
    const program = await createProgram(args[0], output);
    await program.parseAsync([...args], { from: 'user' });
    return Number(process.exitCode ?? EXIT.held);
  } catch (error) {
    if (error instanceof CommanderError) {
      // Help and version were asked for and printed; anything else is a wrong use, also printed.
      return error.exitCode === 0 ? EXIT.held : EXIT.usage;
    }
    const told = asPaydrillError(error);
    output.log(describeError(told));
    if (told.code === 'CLI_BUG' && error instanceof Error) output.log(error.stack ?? '');
    return told.exitCode;
  }
}

type Add = (program: Command, output: Output) => void;

/**
 * In the order of the help. Each is loaded when it is asked for: a drill has no memory to spare for the
 * gateways and the simulator, which have processes and threads of their own.
 */
const COMMANDS: readonly (readonly [names: readonly string[], load: () => Promise<Add>])[] = [
  [['run'], async () => (await import('./commands/run.ts')).addRun],
  [['simulate'], async () => (await import('./commands/simulate.ts')).addSimulate],
  [['abort'], async () => (await import('./commands/abort.ts')).addAbort],
  [['mocks'], async () => (await import('./commands/mocks.ts')).addMocks],
  [['report'], async () => (await import('./commands/report.ts')).addReport],
  [['replay'], async () => withRunCli((await import('./commands/replay.ts')).addReplay)],
  [
    ['list', 'validate'],
    async () => (await import('./commands/catalogue.ts')).addCatalogueCommands,
  ],
  [['show'], async () => (await import('./commands/show.ts')).addShow],
  [['init'], async () => (await import('./commands/init.ts')).addInit],
  [['doctor'], async () => (await import('./commands/doctor.ts')).addDoctor],
  [['explain'], async () => (await import('./commands/explain.ts')).addExplain],
];

/** Replaying a live run is running it. */
const withRunCli =
  (add: typeof addReplay): Add =>
  (program, output) =>
    add(program, output, (args) => runCli(args, output));

/** With the command that is asked for; with all of them for the help, or to suggest one. */
export async function createProgram(wanted: string | undefined, output: Output): Promise<Command> {
  const program: Command = new Command('paydrill')
    .description('Fire drills for payments: break the providers, prove that the money is right.')
    .version(PAYDRILL_VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.result(text),
      writeErr: (text) => output.log(text.trimEnd()),
      outputError: (text, write) => write(describeError(describeMisuse(text, program))),
    });
  const known = COMMANDS.filter(([names]) => wanted !== undefined && names.includes(wanted));
  for (const [, load] of known.length > 0 ? known : COMMANDS) (await load())(program, output);
  return program;
}

function asPaydrillError(error: unknown): PaydrillError {
  if (error instanceof PaydrillError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return cliError('CLI_BUG', { detail }, { cause: error });
}
