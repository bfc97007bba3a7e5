/** A child that was spawned detached leads a process group whose id is its own process id. */
export type GroupId = number;

/**
 * Signals a whole process group; false when nothing of it is left. Where there are no process
 * groups (Windows) only the leader is signalled.
 */
export function signalGroup(group: GroupId, signal: NodeJS.Signals | 0): boolean {
  // 0 and 1 would address our own group and everything: never what is meant.
  if (!Number.isSafeInteger(group) || group <= 1) throw new RangeError(`not a group: ${group}`);
  try {
    process.kill(process.platform === 'win32' ? group : -group, signal);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ESRCH') return false;
    // A group of zombies, or (macOS) one that is just ending.
    if (errorCode(error) === 'EPERM') return false;
    throw error;
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
