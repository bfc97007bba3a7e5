import type { PaydrillError } from '../../core/errors.ts';
import { pause } from '../../drill/serving/pause.ts';
import { simulatorError } from '../errors.ts';
import { pathOf } from '../modules/fresh-modules.ts';
import type { WorldControls } from '../world/controls.ts';
import { asPaydrillError } from './as-paydrill-error.ts';
import { describeThrown } from './describe-thrown.ts';
import { TARGET, targetUrl } from './target-program.ts';

// A service that somebody brings along is started as by `node server.js`: its module is imported,
// and it is up when it answers.

/** As for a live target. */
const READY_MS = 15_000;
const LOOK_EVERY_MS = 20;
const LOOK_MS = 1_000;
const HEALTH = '/operations/health';

export interface TargetModule {
  readonly module: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Starts a process from a module and waits until it answers.
 *
 * @throws SIMULATOR_TARGET_THREW, SIMULATOR_TARGET_SILENT, SIMULATOR_TARGET_CRASHED, and what the
 * world throws at what can't be virtual
 */
export async function startModule(
  world: WorldControls,
  { module, environment }: TargetModule,
): Promise<void> {
  const startMs = world.nowMs();
  const late = new AbortController();
  const over = new AbortController();
  const loaded = world
    .start(TARGET, module, null, { env: environment, isFresh: true, mayCrash: true })
    .then(
      () => null,
      (cause: unknown) => threw(module, cause),
    );
  const ended = world.ended(TARGET).then((exitCode) => crashOf(world, exitCode));
  const silent = pause(READY_MS, over.signal).then(() => {
    late.abort();
    return silence(world, module, { waitedMs: world.nowMs() - startMs, lastStatus });
  });
  let lastStatus: number | null = null;
  const answered = loaded.then(
    (error) =>
      error ??
      untilItAnswers(late.signal, (status) => {
        lastStatus = status;
      }),
  );
  // Whichever is first: what it threw is known before it is missed.
  const error = await Promise.race([answered, ended, silent]);
  over.abort();
  late.abort();
  if (error !== null) throw error;
}

/** Any answer will do, but one that says that it is not ready. */
async function untilItAnswers(
  late: AbortSignal,
  onStatus: (status: number) => void,
): Promise<null> {
  for (;;) {
    const isUp = await fetch(`${targetUrl}${HEALTH}`, {
      signal: AbortSignal.any([late, AbortSignal.timeout(LOOK_MS)]),
    }).then(
      ({ status }) => {
        onStatus(status);
        return status < 500;
      },
      () => false,
    );
    if (isUp) return null;
    await pause(LOOK_EVERY_MS, late);
    if (late.aborted) return new Promise(() => {});
  }
}

function threw(module: string, cause: unknown): PaydrillError {
  const known = asPaydrillError(cause);
  if (known !== null) return known;
  const details = { module: pathOf(module), reason: describeThrown(cause) };
  return simulatorError('SIMULATOR_TARGET_THREW', details, { cause });
}

interface Waited {
  readonly waitedMs: number;
  /** Null: it has answered nothing. */
  readonly lastStatus: number | null;
}

function silence(
  world: WorldControls,
  module: string,
  { waitedMs, lastStatus }: Waited,
): PaydrillError {
  const { ports, pending } = world.inspect(TARGET);
  return simulatorError('SIMULATOR_TARGET_SILENT', {
    module: pathOf(module),
    answer: lastStatus === null ? 'answers nothing' : `answers ${lastStatus} to GET ${HEALTH}`,
    url: targetUrl,
    waitedMs: Math.round(waitedMs),
    ports: ports.join(', ') || 'no port',
    pending,
  });
}

/** Why the target is gone, when nobody was meant to end it. */
export function crashOf(world: WorldControls, exitCode: number | null): PaydrillError {
  const { crash } = world.inspect(TARGET);
  const known = asPaydrillError(crash);
  if (known !== null) return known;
  const reason = crash === null ? `exit code ${exitCode}` : describeThrown(crash);
  const atMs = Math.round(world.nowMs());
  return simulatorError('SIMULATOR_TARGET_CRASHED', { atMs, reason }, { cause: crash });
}
