import pino from 'pino';
import { EXIT } from '../harness/core/errors.ts';
import { createService } from './index.ts';
import { createSend } from './providers/http-send.ts';
import { createAdapters } from './providers/index.ts';
import { readSettings, type Environment } from './settings.ts';

/**
 * The service as a process: told what to do by its environment, stopped by a signal. Its log goes
 * to stderr.
 *
 * @returns where it listens
 * @throws PaydrillError for what it was told and can't do
 */
export async function startProcess(environment: Environment): Promise<string> {
  const settings = readSettings(environment);
  const toStderr = pino.destination({ fd: 2, sync: false });
  const logger = pino({ level: settings.logLevel, base: null }, toStderr);
  const adapters = createAdapters(environment, {
    gateways: settings.gateways,
    send: createSend(),
    now: Date.now,
  });
  const onBroken = (): void => {
    process.exit(EXIT.rigError);
  };
  const service = createService({ ...settings, adapters, logger, onBroken });
  const url = await service.listen(settings.host, settings.port);

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
  return url;
}
