import { openProbeConnection } from './connection.ts';
import {
  askOnce,
  byReadBack,
  describe,
  MOST_PADDING_BYTES,
  notShown,
  round,
  shown,
  type ProbeContext,
  type Proof,
} from './context.ts';

// Effects that take the answer away.

const SLACK_MS = 2_000;
const LEAST_SILENCE_MS = 300;
const MOST_SILENCE_MS = 2_000;
const MOST_REQUESTS = 25;

export async function probeDown({ proxiedUrl, path, direct }: ProbeContext): Promise<Proof> {
  const seen = await askOnce(proxiedUrl, path, direct.ms + SLACK_MS);
  return seen.kind === 'refused' ? shown(describe(seen)) : notShown(describe(seen));
}

/** Silence for much longer than the gateway takes directly. */
export async function probeBlackHole({ proxiedUrl, path, direct }: ProbeContext): Promise<Proof> {
  const boundMs = Math.min(Math.max(direct.ms * 10, LEAST_SILENCE_MS), MOST_SILENCE_MS);
  const seen = await askOnce(proxiedUrl, path, boundMs);
  const isSilent = seen.kind === 'silent' && seen.bytes === 0;
  const detail = `${describe(seen)}, ${round(direct.ms)} ms without the fault`;
  return isSilent ? shown(detail) : notShown(detail);
}

export async function probeReset(
  { proxiedUrl, path, direct }: ProbeContext,
  effect: { readonly afterMs: number },
): Promise<Proof> {
  const seen = await askOnce(proxiedUrl, path, effect.afterMs + direct.ms + SLACK_MS);
  const isReset = seen.kind === 'reset' && seen.ms >= effect.afterMs - 2;
  return isReset ? shown(describe(seen)) : notShown(describe(seen));
}

/** The answer is there, and the connection that should close with it stays. */
export async function probeSlowClose(
  context: ProbeContext,
  effect: { readonly delayMs: number },
): Promise<Proof> {
  const { proxiedUrl, path, direct, setting } = context;
  if (setting.direction === 'upstream') {
    return byReadBack(context, 'only the gateway sees the close of a request connection');
  }
  using connection = openProbeConnection(proxiedUrl);
  const request = { path, closeAfterwards: true, deadlineMs: direct.ms + SLACK_MS };
  const seen = await connection.ask(request);
  if (seen.kind !== 'answered') return notShown(describe(seen));
  const closedMs = await connection.untilClosed(effect.delayMs + SLACK_MS);
  if (closedMs === null) return notShown('the gateway did not close the connection');
  const detail = `the connection closed ${round(closedMs)} ms after the answer`;
  return closedMs >= effect.delayMs * 0.9 ? shown(detail) : notShown(detail);
}

/** Requests on one connection until it has carried what it may carry. */
export async function probeDataLimit(
  context: ProbeContext,
  effect: { readonly bytes: number },
): Promise<Proof> {
  const { proxiedUrl, path, direct, setting } = context;
  const isUpstream = setting.direction === 'upstream';
  const paddingBytes = isUpstream ? Math.min(effect.bytes, MOST_PADDING_BYTES) : 0;
  using connection = openProbeConnection(proxiedUrl);
  const carried = (): number => (isUpstream ? connection.sentBytes() : connection.receivedBytes());
  for (let requests = 1; requests <= MOST_REQUESTS; requests += 1) {
    const seen = await connection.ask({ path, paddingBytes, deadlineMs: direct.ms + SLACK_MS });
    if (seen.kind === 'answered') {
      if (carried() <= effect.bytes) continue;
      return notShown(`${carried()} bytes passed`);
    }
    const detail = `${describe(seen)}, on request ${requests} and with ${carried()} bytes`;
    const isAtLimit = isUpstream ? carried() >= effect.bytes : carried() <= effect.bytes;
    const isEnded = seen.kind === 'cut' || seen.kind === 'reset';
    return isEnded && isAtLimit ? shown(detail) : notShown(detail);
  }
  return byReadBack(context, `${carried()} bytes of harmless requests do not reach the limit`);
}
