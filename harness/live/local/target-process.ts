import { fileURLToPath } from 'node:url';
import type { FoundTarget } from '../../config/index.ts';
import { assertNever } from '../../core/assert-never.ts';
import type { PaydrillError } from '../../core/errors.ts';
import {
  nodeEnvironment,
  startServer,
  startService,
  type ProcessGuard,
  type SupervisedProcess,
} from '../processes/index.ts';

export interface TargetOptions {
  /** Null: the reference service. */
  readonly found: FoundTarget | null;
  readonly port: number;
  /** What the service reads: policy, gateways, credentials, store. */
  readonly environment: Readonly<Record<string, string>>;
  readonly logDirectory: string;
  readonly guard: ProcessGuard;
  readonly onDeath: (error: PaydrillError) => void;
}

const OWN_READY_MS = 15_000;
/** A virtual machine that loads a framework on a busy laptop takes its time. */
const READY_MS = 30_000;

/**
 * Starts the service under test and waits until it is ready. Nothing is left running when it fails.
 *
 * @throws LIVE_PROCESS_..., LIVE_TARGET_SILENT
 */
export async function startTargetProcess(
  options: TargetOptions,
  signal?: AbortSignal,
): Promise<SupervisedProcess> {
  const { found, port, logDirectory, guard, onDeath } = options;
  const common = { name: 'target', logDirectory, guard, onDeath };
  const environment = { HOST: '127.0.0.1', PORT: String(port), ...options.environment };
  if (found === null) {
    const { process: child } = await startService(
      {
        ...common,
        command: process.execPath,
        args: ['--disable-warning=ExperimentalWarning', ownService()],
        env: { ...nodeEnvironment(), ...environment },
      },
      (line) => line,
      { deadlineMs: OWN_READY_MS, signal },
    );
    return child;
  }
  const url = `http://127.0.0.1:${port}/operations/health`;
  const wait = { deadlineMs: READY_MS, signal };
  return startServer({ ...common, ...programOf(found, environment) }, found.given, url, wait);
}

function programOf(found: FoundTarget, environment: Readonly<Record<string, string>>) {
  switch (found.kind) {
    // Nothing else from outside, as in virtual time: what it does here it does everywhere.
    case 'module':
      return { command: process.execPath, args: [found.path], env: environment };
    case 'command':
      return {
        command: found.program,
        args: found.args,
        env: { ...found.environment, ...environment },
      };
    default:
      return assertNever(found);
  }
}

function ownService(): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(`../../../service/main${extension}`, import.meta.url));
}
