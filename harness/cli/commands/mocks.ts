import { writeFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { pino } from 'pino';
import { stringify } from 'yaml';
import { EXIT } from '../../core/errors.ts';
import { startMocks, steadyCollector, type MocksReady } from '../../../mocks/process/index.ts';
import { scenarioFaultsOf } from '../../../mocks/script/index.ts';
import { cliError } from '../errors.ts';
import type { Output } from '../output.ts';
import { createStyle } from '../terminal/style.ts';
import { PAYDRILL_VERSION } from '../version.ts';
import { readScript, settingsOf, type MocksFlags } from './mocks-options.ts';
import { banner, envFile, gatewayLines } from './mocks-text.ts';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

const DESCRIPTION = `just the gateways, on fixed ports, for anyone's integration tests

The control API is on 12400, stripe on 12401, adyen on 12402, paypal on 12403, alipay on 12404 and
wechatpay on 12405. Ctrl-C is how they are meant to end: exit code 0. PAYDRILL_CONTROL_TOKEN sets
the token of the control API, which is drawn otherwise.`;

export function addMocks(program: Command, output: Output): void {
  const mocks = program
    .command('mocks')
    .summary("just the gateways, on fixed ports, for anyone's integration tests")
    .description(DESCRIPTION)
    .option('--only <names>', 'these alone, with commas between')
    .option(
      '--seed <n>',
      'seed of ids, credentials and fault draws (default: that of --state, or 1)',
    )
    .option('--port-base <n>', 'first of the ports; 0 takes any free ones (default: 12400)')
    .addOption(new Option('--port <name=n>', 'port of one gateway; repeatable').argParser(collect))
    .option('--control-port <n>', 'port of the control API')
    .addOption(
      new Option(
        '--webhooks <address>',
        'where webhooks go: an address for all, or name=address; repeatable',
      ).argParser(collect),
    )
    .option(
      '--webhook-hosts <names>',
      'hosts besides this machine that a notify_url or a registered webhook may name',
    )
    .option('--lenient [names]', 'unknown ids are made in a fitting state: at all, or at these')
    .option(
      '--rate-limits [names]',
      "the providers' published rate limits are enforced: at all, or at these; name=n is a limit of " +
        'your own, in requests a second',
    )
    .option(
      '--modification-delay <ms>',
      'until a capture or refund that Adyen accepted takes effect',
    )
    .option('--state <file.sqlite>', 'keeps the state in this file across restarts')
    .option('--keys <folder>', "where private keys are kept (default: the user's cache folder)")
    .option('--record <file>', 'notes the faults that are armed and cleared, to play them again')
    .option('--replay <file>', 'plays faults that were recorded')
    .option('--write-env <file>', 'writes addresses and credentials as an .env file')
    .option('--json', 'stdout carries one line of JSON with everything')
    .option('--quiet', 'no banner')
    .action((flags: MocksFlags) => runMocks(flags, output));
  mocks
    .command('scenario-faults <script>')
    .description('what was recorded, as the faults of a scenario')
    .action((path: string) => {
      output.result(stringify({ faults: scenarioFaultsOf(readScript(path)) }));
    });
}

async function runMocks(flags: MocksFlags, output: Output): Promise<void> {
  const began = performance.now();
  steadyCollector();
  const settings = settingsOf(flags, process.env);
  const script = flags.replay === undefined ? null : readScript(flags.replay);
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'warn' }, pino.destination(2));
  const ended = untilStopped();
  await using mocks = await startMocks(settings, log);
  const { ready, seed } = mocks;
  if (flags.writeEnv !== undefined) writeEnvFile(flags.writeEnv, ready);
  output.result(
    flags.json === true ? `${JSON.stringify({ ...ready, seed })}\n` : gatewayLines(ready),
  );
  if (flags.quiet !== true && flags.json !== true) {
    const facts = {
      seed,
      version: PAYDRILL_VERSION,
      state: settings.statePath,
      record: settings.recordPath,
      startedMs: performance.now() - began,
    };
    output.log(banner(ready, facts, createStyle(process.stderr)));
  }
  if (script !== null) {
    const { steps, skipped, ended: played } = mocks.replay(script);
    const rest = skipped === 0 ? '' : `, ${skipped} left out, which are about other gateways`;
    output.log(`replaying ${steps} steps${rest}`);
    void played.then(
      () => output.log('the replay is over'),
      () => undefined,
    );
  }
  await ended;
  // Saving and closing follow; what hangs then is ended by a second Ctrl-C.
}

function writeEnvFile(path: string, ready: MocksReady): void {
  try {
    writeFileSync(path, envFile(ready), { mode: 0o600 });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw cliError('CLI_FILE_UNWRITABLE', { path, reason }, { cause });
  }
}

/**
 * npm and a shell both pass a Ctrl-C on, so that one press of the keys arrives more than once. What
 * comes this soon after the first is still the first.
 */
const SAME_PRESS_MS = 150;

/** Resolves at the first Ctrl-C; a second one does not wait for anything to close. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let firstAt: number | null = null;
    const onSignal = (): void => {
      const now = performance.now();
      if (firstAt !== null && now - firstAt > SAME_PRESS_MS) process.exit(EXIT.interrupted);
      firstAt ??= now;
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, onSignal);
  });
}
