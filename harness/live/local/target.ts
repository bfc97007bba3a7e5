import type { ProcessFault } from '../../core/scenario.ts';
import { assertNever } from '../../core/assert-never.ts';
import type { Proof } from '../../drill/world.ts';
import { statusOf } from '../../drill/serving/status-of.ts';
import type { SupervisedProcess } from '../processes/index.ts';
import { startTargetProcess, type TargetOptions } from './target-process.ts';

/** The payment service under test, as a process that a timeline may kill, pause and restart. */
export interface Target extends AsyncDisposable {
  readonly url: string;
  /** What runs now, or ran last. */
  readonly process: SupervisedProcess;
  /** False while a process fault keeps it from answering. */
  readonly canAnswer: boolean;
  arm(fault: ProcessFault): Promise<void>;
  clear(fault: ProcessFault): Promise<void>;
  prove(fault: ProcessFault): Promise<Proof>;
}

const PROBE_MS = 500;

export async function startTarget(options: TargetOptions, signal: AbortSignal): Promise<Target> {
  const url = `http://127.0.0.1:${options.port}`;
  let child = await startTargetProcess(options, signal);
  let state: 'running' | 'paused' | 'gone' = 'running';

  const end = async (how: 'kill' | 'stop'): Promise<void> => {
    child.expectExit();
    state = 'gone';
    await (how === 'kill' ? child.kill() : child.stop());
  };
  const startAgain = async (): Promise<void> => {
    if (state !== 'gone') return;
    child = await startTargetProcess(options);
    state = 'running';
  };

  return {
    url,
    get process() {
      return child;
    },
    get canAnswer() {
      return state === 'running';
    },
    arm: async ({ action }) => {
      switch (action) {
        case 'kill':
          await end('kill');
          break;
        case 'pause':
          child.pause();
          state = 'paused';
          break;
        case 'restart':
          await end('stop');
          await startAgain();
          break;
        default:
          assertNever(action);
      }
    },
    clear: async () => {
      if (state === 'paused') {
        child.resume();
        state = 'running';
      }
      await startAgain();
    },
    prove: async ({ action }) => {
      if (action === 'restart') {
        return { isProved: child.isRunning(), detail: `runs again as process ${child.pid}` };
      }
      const status = await statusOf(`${url}/operations/health`, PROBE_MS);
      const detail = status === null ? 'does not answer' : `answered ${status}`;
      return { isProved: status === null, detail };
    },
    [Symbol.asyncDispose]: async () => {
      if (state === 'paused') child.resume();
      await child.stop();
    },
  };
}
