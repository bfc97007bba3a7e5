import { assertNever } from '../../core/assert-never.ts';
import type { PaydrillError } from '../../core/errors.ts';
import type { FaultTarget } from '../../drill/serving/fault-hands.ts';
import { pause } from '../../drill/serving/pause.ts';
import { statusOf } from '../../drill/serving/status-of.ts';
import type { WorldControls } from '../world/controls.ts';
import { programs } from './gateways.ts';
import { crashOf, startModule } from './module-target.ts';
import { TARGET, targetUrl, type TargetProgram } from './target-program.ts';

const PROBE_MS = 500;

/** A busy service has some hundred effects a second; a death comes before this many more. */
const MOST_EFFECTS = 60;
/** An idle one has none, and dies all the same. */
const EFFECTS_WITHIN_MS = 250;

/** The payment service as a virtual process. Its store outlives it: it is under `/disk/`. */
export interface VirtualTarget extends FaultTarget {
  readonly url: string;
  /** False while a process fault keeps it from answering. */
  readonly canAnswer: boolean;
}

export async function startTarget(
  world: WorldControls,
  program: TargetProgram,
  onDeath: (error: PaydrillError) => void,
): Promise<VirtualTarget> {
  let state: 'running' | 'paused' | 'gone' = 'running';
  let life = 0;
  const watch = (): void => {
    life += 1;
    const watched = life;
    void world.ended(TARGET).then((exitCode) => {
      if (watched !== life || state === 'gone') return;
      onDeath(crashOf(world, exitCode));
    });
  };
  const startAgain = async (): Promise<void> => {
    if (state !== 'gone') return;
    await begin(world, program);
    state = 'running';
    watch();
  };
  await begin(world, program);
  watch();

  return {
    url: targetUrl,
    get canAnswer() {
      return state === 'running';
    },
    arm: async ({ name, action }) => {
      switch (action) {
        case 'kill':
          state = 'gone';
          await killSomewhere(world, `${name}/${life}`);
          break;
        case 'pause':
          state = 'paused';
          world.pause(TARGET);
          break;
        case 'restart':
          state = 'gone';
          world.stop(TARGET);
          await world.ended(TARGET);
          await startAgain();
          break;
        default:
          assertNever(action);
      }
    },
    clear: async () => {
      if (state === 'paused') {
        world.resume(TARGET);
        state = 'running';
      }
      await startAgain();
    },
    prove: async ({ action }) => {
      if (action === 'restart') return { isProved: state === 'running', detail: 'runs again' };
      const status = await statusOf(`${targetUrl}/operations/health`, PROBE_MS);
      const detail = status === null ? 'does not answer' : `answered ${status}`;
      return { isProved: status === null, detail };
    },
  };
}

/** A SIGKILL knows no events: it comes between any two things that the service does. */
async function killSomewhere(world: WorldControls, stream: string): Promise<void> {
  const afterEffects = world.random(`kill/${stream}`).integer(0, MOST_EFFECTS);
  world.kill(TARGET, { afterEffects });
  const never = new AbortController().signal;
  await Promise.race([world.ended(TARGET), pause(EFFECTS_WITHIN_MS, never)]);
  world.kill(TARGET);
}

/** The reference service is a function, which modules that are kept have loaded already. */
async function begin(world: WorldControls, program: TargetProgram): Promise<void> {
  const { environment, module } = program;
  if (module !== null) return startModule(world, { environment, module });
  await world.start(TARGET, programs(), 'target', { env: environment, mayCrash: true });
}
