import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/** What the thread sends back. */
type Said = { readonly value: unknown } | { readonly error: unknown };

// Text, because a thread that is started from a file would need to know whether it is compiled.
const THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  require('node:module').enableCompileCache?.();
  const send = (said) => {
    try {
      parentPort.postMessage(said);
    } catch (error) {
      parentPort.postMessage({ error: new Error('what it exports is no plain data: ' + error.message) });
    }
  };
  import(workerData.href).then(
    (module) => send({ value: workerData.names.map((name) => module[name]).find((value) => value !== undefined) }),
    (error) => send({ error }),
  );`;

/**
 * The first of these exports of a module. It is loaded in a thread of its own: one that loops for ever can
 * be ended, one that calls `process.exit` ends nobody else, and what it prints goes to stderr.
 *
 * @throws what the module throws; an Error when it doesn't finish within the time
 */
export async function importValue(
  path: string,
  names: readonly string[],
  longestMs: number,
): Promise<unknown> {
  const thread = new Worker(THREAD, {
    eval: true,
    name: 'scenario',
    stdout: true,
    workerData: { href: pathToFileURL(path).href, names },
  });
  thread.stdout.pipe(process.stderr, { end: false });
  const said = Promise.withResolvers<Said>();
  thread.once('message', (message: Said) => said.resolve(message));
  thread.once('error', said.reject);
  thread.once('exit', (code) => {
    said.reject(new Error(`it ended with exit code ${code} before it had finished loading`));
  });
  const timer = setTimeout(() => {
    said.reject(new Error(`it has not finished loading after ${longestMs} ms`));
  }, longestMs);
  try {
    const answer = await said.promise;
    if ('error' in answer) throw answer.error;
    return answer.value;
  } finally {
    clearTimeout(timer);
    await thread.terminate();
  }
}
