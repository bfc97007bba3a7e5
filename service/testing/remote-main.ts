import pino from 'pino';
import { createService } from '../index.ts';
import { readSettings } from '../settings.ts';
import { createRemoteAdapter } from './remote-provider.ts';

// The service as a process of its own, on one fake that lives in the test's process.

const settings = readSettings(process.env);
const url = process.env['FAKE_URL'] ?? '';
const service = createService({
  ...settings,
  adapters: new Map([['stripe', createRemoteAdapter('stripe', url)]]),
  logger: pino({ level: settings.logLevel }, pino.destination({ fd: 2, sync: true })),
});
const ready = await service.listen(settings.host, settings.port);
process.stdout.write(`${JSON.stringify({ kind: 'ready', url: ready })}\n`);
process.once('SIGTERM', () => {
  void service[Symbol.asyncDispose]().then(() => process.exit(0));
});
