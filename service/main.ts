import pino from 'pino';
import { EXIT, PaydrillError } from '../harness/core/errors.ts';
import { createService } from './index.ts';
import { createAdapters } from './providers/index.ts';
import { readSettings } from './settings.ts';

// Entry point of the process. stdout carries the ready line and nothing else; the log is stderr's.

const toStderr = pino.destination({ fd: 2, sync: false });

try {
  const settings = readSettings(process.env);
  const logger = pino({ level: settings.logLevel, base: null }, toStderr);
  const adapters = createAdapters(process.env, {
    gateways: settings.gateways,
    fetch: globalThis.fetch,
    now: Date.now,
  });
  const onBroken = (): void => {
    process.exit(EXIT.rigError);
  };
  const service = createService({ ...settings, adapters, logger, onBroken });
  const url = await service.listen(settings.host, settings.port);
  process.stdout.write(`${JSON.stringify({ kind: 'ready', url })}\n`);

  const end = (signal: string): void => {
    logger.info({ signal }, 'stopping');
    service[Symbol.asyncDispose]().then(
      () => process.exit(EXIT.held),
      (error: unknown) => {
        logger.fatal({ err: error }, 'could not stop cleanly');
        process.exit(EXIT.rigError);
      },
    );
  };
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
} catch (error) {
  const known = error instanceof PaydrillError ? error : null;
  const { code, hint } = known ?? { code: 'SERVICE_FAILED', hint: 'This is a bug of ours.' };
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${JSON.stringify({ level: 60, code, msg: message, hint })}\n`);
  process.exitCode = known?.exitCode ?? EXIT.rigError;
}
