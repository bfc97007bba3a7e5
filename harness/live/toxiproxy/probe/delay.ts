import {
  askFastest,
  askOnce,
  byReadBack,
  describe,
  MOST_PADDING_BYTES,
  NOISE_MS,
  notShown,
  round,
  shown,
  type ProbeContext,
  type Proof,
} from './context.ts';

// Effects that make an exchange take longer.

const SAMPLES = 5;
const SLACK_MS = 2_000;
/** Told well from noise, and over before a short fault is. */
const ENOUGH_MS = 400;
/** Timers may fire a little early, and Toxiproxy rounds to whole milliseconds. */
const EARLY_MS = 2;

/** Several exchanges at once: each takes at least the shortest delay, and all together the mean. */
export async function probeLatency(
  context: ProbeContext,
  effect: { readonly latencyMs: number; readonly jitterMs: number },
): Promise<Proof> {
  const { proxiedUrl, path, direct, setting } = context;
  // Where only a share of the connections is met, one that is met is proof enough.
  const samples = setting.share === 1 ? SAMPLES : 1;
  const deadlineMs = effect.latencyMs + effect.jitterMs + direct.ms + SLACK_MS;
  const seen = await Promise.all(
    Array.from({ length: samples }, () => askOnce(proxiedUrl, path, deadlineMs)),
  );
  const times = seen.map((one) => (one.kind === 'answered' ? one.ms : null));
  const unanswered = seen.find((one) => one.kind !== 'answered');
  if (unanswered !== undefined) return notShown(describe(unanswered));
  const answered = times.filter((ms) => ms !== null);
  const leastMs = Math.min(...answered);
  const meanMs = answered.reduce((sum, ms) => sum + ms, 0) / answered.length;
  const detail =
    `${samples} requests took ${round(leastMs)} ms at least and ${round(meanMs)} ms on average, ` +
    `${round(direct.ms)} ms without the fault`;
  const shortestMs = effect.latencyMs - effect.jitterMs;
  if (effect.latencyMs < NOISE_MS) return byReadBack(context, `too short to time: ${detail}`);
  const isDelayed =
    leastMs >= shortestMs - EARLY_MS && meanMs >= direct.ms + effect.latencyMs / 4 - EARLY_MS;
  return isDelayed ? shown(detail) : notShown(detail);
}

/** A request or an answer of known size takes as long as the bandwidth makes it take. */
export async function probeBandwidth(
  context: ProbeContext,
  effect: { readonly kilobytesPerSecond: number },
): Promise<Proof> {
  const isUpstream = context.setting.direction === 'upstream';
  const enough = Math.min(MOST_PADDING_BYTES, effect.kilobytesPerSecond * ENOUGH_MS);
  const paddingBytes = isUpstream ? enough : 0;
  const bytes = isUpstream ? enough : context.direct.bytes;
  const expectedMs = bytes / effect.kilobytesPerSecond;
  return timedTransfer(context, { bytes, paddingBytes, expectedMs });
}

/** Sliced data is slower by one pause a slice; without a pause, answers come in more pieces. */
export async function probeSlicer(
  context: ProbeContext,
  effect: {
    readonly averageBytes: number;
    readonly variationBytes: number;
    readonly delayMicroseconds: number;
  },
): Promise<Proof> {
  const { setting, proxiedUrl, path, direct } = context;
  const isUpstream = setting.direction === 'upstream';
  const bytes = isUpstream ? MOST_PADDING_BYTES : direct.bytes;
  // Slices are at most this long, so there are at least so many; the last pause delays nothing.
  const slices = Math.ceil(bytes / (effect.averageBytes + effect.variationBytes));
  const expectedMs = ((slices - 1) * effect.delayMicroseconds) / 1_000;
  if (expectedMs >= NOISE_MS) {
    return timedTransfer(context, { bytes, paddingBytes: isUpstream ? bytes : 0, expectedMs });
  }
  if (isUpstream || slices < 2) {
    return byReadBack(context, `${bytes} bytes in ${slices} slices show nothing a client can see`);
  }
  const seen = await askOnce(proxiedUrl, path, direct.ms + SLACK_MS);
  if (seen.pieces <= direct.pieces) {
    return byReadBack(context, `the slices of ${bytes} bytes were joined again on their way`);
  }
  return shown(`an answer came in ${seen.pieces} pieces, ${direct.pieces} without the fault`);
}

async function timedTransfer(
  context: ProbeContext,
  transfer: {
    readonly bytes: number;
    readonly paddingBytes: number;
    readonly expectedMs: number;
  },
): Promise<Proof> {
  const { proxiedUrl, upstreamUrl, path, direct } = context;
  const { bytes, paddingBytes, expectedMs } = transfer;
  if (expectedMs < NOISE_MS) {
    return byReadBack(context, `${bytes} bytes are too few to time (${round(expectedMs)} ms)`);
  }
  const plain = await askFastest(upstreamUrl, path, direct.ms + SLACK_MS, paddingBytes);
  if (plain.kind !== 'answered') return notShown(`without the fault: ${describe(plain)}`);
  const deadlineMs = plain.ms + expectedMs * 2 + SLACK_MS;
  const seen = await askOnce(proxiedUrl, path, deadlineMs, paddingBytes);
  if (seen.kind !== 'answered') return notShown(describe(seen));
  const detail =
    `${bytes} bytes took ${round(seen.ms)} ms, ${round(plain.ms)} ms without the fault; ` +
    `expected at least ${round(expectedMs)} ms more`;
  return seen.ms - plain.ms >= expectedMs * 0.7 ? shown(detail) : notShown(detail);
}
