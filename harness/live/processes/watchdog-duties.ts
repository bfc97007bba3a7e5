import { rm } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { signalGroup, type GroupId } from './signal-group.ts';
import { poll } from './wait.ts';
import type { WatchdogMessage } from './watchdog-protocol.ts';

const CLEAR_DEADLINE_MS = 2_000;
const GRACE_MS = 1_000;

/** What there is to clean up, as far as the harness told. */
export interface WatchdogDuties {
  note(message: Exclude<WatchdogMessage, { readonly kind: 'goodbye' }>): void;
  /** Faults first, then processes, then what is temporary. Never throws. */
  cleanUp(): Promise<void>;
}

export function createWatchdogDuties(say: (text: string) => void): WatchdogDuties {
  const groups = new Set<GroupId>();
  const paths = new Set<string>();
  let toxiproxy: string | null = null;
  let control: { readonly url: string; readonly token: string } | null = null;

  const clearFaults = async (): Promise<void> => {
    await Promise.all([
      toxiproxy === null ? undefined : ask(new URL('/reset', toxiproxy), 'POST', {}),
      control === null
        ? undefined
        : ask(new URL('/faults', control.url), 'DELETE', {
            authorization: `Bearer ${control.token}`,
          }),
    ]);
  };

  const ask = async (url: URL, method: string, headers: Record<string, string>): Promise<void> => {
    try {
      const signal = AbortSignal.timeout(CLEAR_DEADLINE_MS);
      const answer = await fetch(url, { method, headers, signal });
      say(`${method} ${url.href}: ${answer.status}`);
    } catch (error) {
      say(`${method} ${url.href}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };

  const endGroups = async (): Promise<void> => {
    for (const group of groups) {
      // A paused process acts on SIGTERM only once it goes on.
      signalGroup(group, 'SIGCONT');
      signalGroup(group, 'SIGTERM');
    }
    const isOver = (): true | undefined =>
      [...groups].every((group) => !signalGroup(group, 0)) ? true : undefined;
    await poll(isOver, { deadlineMs: GRACE_MS });
    for (const group of groups) {
      if (signalGroup(group, 'SIGKILL')) say(`group ${group}: killed`);
    }
  };

  const removePaths = async (): Promise<void> => {
    for (const path of paths) await rm(path, { recursive: true, force: true });
  };

  return {
    note: (message) => {
      switch (message.kind) {
        case 'add-group':
          groups.add(message.group);
          return;
        case 'remove-group':
          groups.delete(message.group);
          return;
        case 'toxiproxy':
          toxiproxy = message.url;
          return;
        case 'control':
          control = message;
          return;
        case 'path':
          // Nothing but what is plainly ours is ever removed.
          if (isAbsolute(message.path) && basename(message.path).startsWith('paydrill-')) {
            paths.add(message.path);
          }
          return;
      }
    },
    cleanUp: async () => {
      for (const step of [clearFaults, endGroups, removePaths]) {
        try {
          await step();
        } catch (error) {
          say(String(error));
        }
      }
    },
  };
}
