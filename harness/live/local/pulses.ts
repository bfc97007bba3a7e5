import type { PaydrillError } from '../../core/errors.ts';
import { watchPulse, type Pulse } from '../processes/index.ts';
import type { LiveLoad } from './load.ts';
import type { ServingSide } from './serving-side.ts';

export interface Parts extends Pick<ServingSide, 'gateways' | 'toxiproxy' | 'target'> {
  readonly load: Pick<LiveLoad, 'process' | 'statusUrl' | 'lastAnswerMs'>;
  /** A service of the user's that hangs is a finding of the drill; ours is a part of the rig. */
  readonly isTargetOurs: boolean;
}

export interface Pulses extends AsyncDisposable {
  readonly gateways: Pulse;
  readonly target: Pulse;
  /**
   * Lets go on what somebody paused, so that it clears its faults and gives its evidence. What was not
   * paused does not notice.
   */
  wakeAll(): void;
}

/** Watches every part of the rig that answers questions. */
export function watchPulses(
  { gateways, toxiproxy, target, load, isTargetOurs }: Parts,
  onSilence: (error: PaydrillError) => void,
): Pulses {
  const { control } = gateways;
  const stack = new AsyncDisposableStack();
  const isAlive = (part: { readonly process: { isRunning(): boolean } }) => (): boolean =>
    part.process.isRunning();
  const ofGateways = watchPulse({
    process: () => gateways.process,
    url: new URL('/status', control.url).href,
    headers: { authorization: `Bearer ${control.token}` },
    isAwaited: isAlive(gateways),
    onSilence,
  });
  const ofTarget = watchPulse({
    process: () => target.process,
    url: `${target.url}/operations/health`,
    isAwaited: () => target.canAnswer,
    lastHeardMs: () => load.lastAnswerMs,
    onSilence: (error) => {
      if (isTargetOurs) onSilence(error);
    },
  });
  stack.use(ofGateways);
  stack.use(ofTarget);
  stack.use(
    watchPulse({
      process: () => toxiproxy.process,
      url: new URL('/version', toxiproxy.url).href,
      isAwaited: isAlive(toxiproxy),
      onSilence,
    }),
  );
  stack.use(
    watchPulse({
      process: () => load.process,
      url: load.statusUrl,
      isAwaited: isAlive(load),
      onSilence,
    }),
  );
  return {
    gateways: ofGateways,
    target: ofTarget,
    wakeAll: () => {
      for (const { process } of [gateways, toxiproxy, target, load]) process.resume();
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
