import { fileURLToPath } from 'node:url';
import type { PaydrillError } from '../../core/errors.ts';
import type { ProcessGuard, Wait } from './process-spec.ts';
import { startService } from './start-service.ts';
import { within } from './wait.ts';
import type { WatchdogMessage } from './watchdog-protocol.ts';

const GOODBYE_MS = 2_000;

/**
 * A process that cleans up after the harness when the harness no longer can. It is started first
 * and given to everything that is started after it. Disposing it says goodbye: nothing is cleaned.
 */
export interface Watchdog extends ProcessGuard, AsyncDisposable {
  readonly pid: number;
  /** Faults of this Toxiproxy are cleared. */
  watchToxiproxy(url: string): void;
  /** Faults of the gateways are cleared through their control API. */
  watchControl(control: { readonly url: string; readonly token: string }): void;
  /** Removed at the end; its name must begin with `paydrill-`. */
  watchPath(path: string): void;
}

export interface WatchdogOptions extends Wait {
  readonly logDirectory: string;
  readonly onDeath?: (error: PaydrillError) => void;
}

export async function startWatchdog(options: WatchdogOptions): Promise<Watchdog> {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  const main = fileURLToPath(new URL(`./watchdog-main${extension}`, import.meta.url));
  const { process: child } = await startService(
    {
      name: 'watchdog',
      command: process.execPath,
      args: [main],
      env: { PATH: process.env['PATH'] },
      logDirectory: options.logDirectory,
      stdin: 'pipe',
      ...(options.onDeath === undefined ? {} : { onDeath: options.onDeath }),
    },
    (line) => line,
    options,
  );
  const tell = (message: WatchdogMessage): void => {
    if (child.isRunning()) child.stdin?.write(`${JSON.stringify(message)}\n`);
  };
  return {
    pid: child.pid,
    addGroup: (group) => tell({ kind: 'add-group', group }),
    removeGroup: (group) => tell({ kind: 'remove-group', group }),
    watchToxiproxy: (url) => tell({ kind: 'toxiproxy', url }),
    watchControl: ({ url, token }) => tell({ kind: 'control', url, token }),
    watchPath: (path) => tell({ kind: 'path', path }),
    [Symbol.asyncDispose]: async () => {
      child.expectExit();
      tell({ kind: 'goodbye' });
      child.stdin?.end();
      await within(child.exited, { deadlineMs: GOODBYE_MS });
      await child.kill();
    },
  };
}
