// The thread of a virtual world. Everything of the simulator is loaded first, then the ambient
// parts of Node are replaced, and only then the first module of a user.
import { parentPort, workerData } from 'node:worker_threads';
import { installAmbient } from '../ambient/install.ts';
import { assertNever } from '../../core/assert-never.ts';
import { toPlainError } from '../plain-error.ts';
import type { FromWorker, Request, ToWorker, WorldSettings } from '../protocol.ts';
import type { World } from '../world/world.ts';

const port = parentPort;
if (port === null) throw new TypeError('this module is the entry of a worker thread');
const post = port.postMessage.bind(port);
const send = (message: FromWorker): void => post(message);

const settings = workerData as WorldSettings;
const world = installAmbient(settings, {
  onLine: (line) => send({ kind: 'output', line }),
  onEvent: (atMs, name, data) => send({ kind: 'event', atMs, name, data }),
});

// One after the other: a command that arrives meanwhile would take effect at a random time.
let last: Promise<void> = Promise.resolve();
port.on('message', (message: ToWorker) => {
  last = last.then(() => answer(world, message));
});
send({ kind: 'ready' });

async function answer(target: World, { id, request }: ToWorker): Promise<void> {
  try {
    send({ kind: 'answer', id, value: await carryOut(target, request) });
  } catch (error) {
    send({ kind: 'failure', id, error: toPlainError(error) });
  }
}

async function carryOut(target: World, request: Request): Promise<unknown> {
  switch (request.kind) {
    case 'run':
      return target.run(request.entry, request.args);
    case 'advance':
      return target.advance(request.ms);
    case 'do':
      return target.do(request.command);
    case 'at':
      return target.at(request.atMs, request.command);
    case 'reset':
      return target.reset(request.seed, request.modules);
    case 'report':
      return target.report();
    default:
      return assertNever(request);
  }
}
