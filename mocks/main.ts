// The process of the mock gateways. Told what to do by PAYDRILL_MOCKS (mocks/process/settings.ts);
// says by one line of JSON on stdout where everything is; ends on SIGTERM. Its log goes to stderr.
import { pino } from 'pino';
import { EXIT, PaydrillError } from '../harness/core/errors.ts';
import { parseMocksSettings } from './process/settings.ts';
import { startMocks } from './process/start-mocks.ts';
import { steadyCollector } from './process/steady-collector.ts';

steadyCollector();

const log = pino({ level: process.env['LOG_LEVEL'] ?? 'info' }, pino.destination(2));

try {
  const mocks = await startMocks(parseMocksSettings(process.env['PAYDRILL_MOCKS']), log);
  const stop = (): void => {
    mocks[Symbol.asyncDispose]().then(
      () => (process.exitCode = EXIT.held),
      (error: unknown) => {
        log.error({ err: error }, 'the gateways did not close cleanly');
        process.exitCode = EXIT.rigError;
      },
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  process.stdout.write(`${JSON.stringify(mocks.ready)}\n`);
} catch (error) {
  if (!(error instanceof PaydrillError)) throw error;
  log.error({ code: error.code, hint: error.hint }, error.message);
  process.exitCode = error.exitCode;
}
