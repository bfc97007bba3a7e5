#!/usr/bin/env node
// Plain JavaScript that any Node can parse: it finds a Node that is new enough, then hands over.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const NEEDED_MAJOR = 24;
const root = new URL('../', import.meta.url);
const source = new URL('harness/cli/main.ts', root);
const compiled = new URL('dist/harness/cli/main.js', root);
const main = existsSync(source) ? source : compiled;

if (Number(process.versions.node.split('.')[0]) >= NEEDED_MAJOR) {
  // Under the wrapper below: should that be killed, this must not go on unseen. The watchdog of a
  // run then clears the faults and ends the rig.
  process.once('disconnect', () => process.exit(130));
  // Listening alone must not keep the command alive.
  process.channel?.unref();
  // Compiled once and kept: half the time to start, and the compiler need not be in memory.
  module.enableCompileCache();
  await import(main.href);
} else {
  const bundled = fileURLToPath(new URL('node_modules/node/bin/node', root));
  if (!existsSync(bundled)) {
    process.stderr.write(
      `paydrill needs Node ${NEEDED_MAJOR} or newer, this is ${process.versions.node}.\n` +
        `Install Node ${NEEDED_MAJOR}, or run "npm ci" in a clone of paydrill, which brings one.\n`,
    );
    process.exit(2);
  }
  const child = spawn(bundled, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    // The channel closes when this wrapper is killed: the command then ends at once, too.
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  // The terminal sends Ctrl-C to the whole group; a signal sent to this process alone is passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 3);
  });
}
