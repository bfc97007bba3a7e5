import { assertNever } from '../../../core/assert-never.ts';
import {
  askFastest,
  describe,
  DIRECT_DEADLINE_MS,
  type ProbeContext,
  type ProbeRequestOptions,
  type Proof,
} from './context.ts';
import { probeBlackHole, probeDataLimit, probeDown, probeReset, probeSlowClose } from './cut.ts';
import { probeBandwidth, probeLatency, probeSlicer } from './delay.ts';

export type { Proof } from './context.ts';

const MOST_CONNECTIONS = 20;
/** With a share, so many connections that the fault is missed once in a thousand probes. */
const MISS_RATIO = 0.001;

/**
 * Shows that an armed fault works, by harmless requests through the proxy that are compared with
 * the same requests straight to the gateway. Says honestly when it could only read back, or when
 * the gateway itself does not answer, so that nothing can be told.
 */
export async function probeEffect(options: ProbeRequestOptions): Promise<Proof> {
  const { setting, upstreamUrl, path, signal } = options;
  if (setting.share === 0) {
    return { proved: false, by: 'nothing', detail: 'a share of 0 touches no connection' };
  }
  const direct = await askFastest(upstreamUrl, path, DIRECT_DEADLINE_MS);
  signal?.throwIfAborted();
  if (direct.kind !== 'answered') {
    const detail = `the gateway itself: ${describe(direct)}`;
    return { proved: false, by: 'nothing', detail };
  }
  const context = { ...options, direct };
  let proof = await probeOnce(context);
  for (let tries = 1; !proof.proved && tries < triesFor(setting.share); tries += 1) {
    signal?.throwIfAborted();
    proof = await probeOnce(context);
  }
  return proof;
}

function triesFor(share: number): number {
  // Twice, since a busy machine can hide what is timed.
  if (share === 1) return 2;
  return Math.min(MOST_CONNECTIONS, Math.ceil(Math.log(MISS_RATIO) / Math.log(1 - share)));
}

function probeOnce(context: ProbeContext): Promise<Proof> {
  const { effect } = context.setting;
  switch (effect.kind) {
    case 'latency':
      return probeLatency(context, effect);
    case 'bandwidth':
      return probeBandwidth(context, effect);
    case 'black-hole':
      return probeBlackHole(context);
    case 'reset':
      return probeReset(context, effect);
    case 'slow-close':
      return probeSlowClose(context, effect);
    case 'slicer':
      return probeSlicer(context, effect);
    case 'data-limit':
      return probeDataLimit(context, effect);
    case 'down':
      return probeDown(context);
    default:
      return assertNever(effect);
  }
}
