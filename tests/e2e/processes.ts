import { readdirSync, readFileSync } from 'node:fs';

/** Living children of a process, of all generations that it still owns. */
export function childrenOf(pid: number): readonly { pid: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const status = readFileSync(`/proc/${name}/status`, 'utf8');
        if (!new RegExp(`^PPid:\\s+${pid}$`, 'm').test(status)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return [{ pid: Number(name), command }];
      } catch {
        return [];
      }
    });
}

export function isAlive(pid: number): boolean {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return !/^State:\s+Z/m.test(status);
  } catch {
    return false;
  }
}

/** Polls a condition; throws with `what` when it does not come true in time. */
export async function until(
  what: string,
  isTrue: () => boolean,
  deadlineMs: number,
): Promise<void> {
  const endsAt = performance.now() + deadlineMs;
  while (!isTrue()) {
    if (performance.now() > endsAt) throw new Error(`not within ${deadlineMs} ms: ${what}`);
    await new Promise((resolve) => {
      setTimeout(resolve, 25);
    });
  }
}
