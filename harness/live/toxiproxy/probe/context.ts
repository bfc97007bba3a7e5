import { assertNever } from '../../../core/assert-never.ts';
import type { NetworkSetting } from '../toxic.ts';
import { openProbeConnection, type Observation } from './connection.ts';

/** Whether an armed fault was shown to work, and how. */
export interface Proof {
  readonly proved: boolean;
  /** `read-back`: no harmless request can show this effect, so what is set was compared. */
  readonly by: 'probe' | 'read-back' | 'nothing';
  readonly detail: string;
}

export interface ProbeRequestOptions {
  readonly setting: NetworkSetting;
  readonly proxiedUrl: string;
  /** The gateway itself: the same request without the fault is what a probe compares with. */
  readonly upstreamUrl: string;
  readonly path: string;
  /** Rejects when Toxiproxy holds something else than was set. */
  readonly readBack: () => Promise<void>;
  readonly signal?: AbortSignal | undefined;
}

/** The gateway's answer without the fault, at the moment of the probe. */
export interface Direct {
  readonly ms: number;
  readonly bytes: number;
  readonly pieces: number;
}

export interface ProbeContext extends ProbeRequestOptions {
  readonly direct: Direct;
}

/** What a timed difference must exceed to be told from the noise of a busy machine. */
export const NOISE_MS = 20;
export const DIRECT_DEADLINE_MS = 3_000;

/** As big a header as any server takes beside the others (Node: 16 KB in all). */
export const MOST_PADDING_BYTES = 8_000;

export const shown = (detail: string): Proof => ({ proved: true, by: 'probe', detail });
export const notShown = (detail: string): Proof => ({ proved: false, by: 'probe', detail });

/** For effects that no harmless request can show. */
export async function byReadBack({ readBack }: ProbeContext, why: string): Promise<Proof> {
  await readBack();
  return { proved: true, by: 'read-back', detail: `set and read back; ${why}` };
}

export async function askOnce(
  url: string,
  path: string,
  deadlineMs: number,
  paddingBytes = 0,
): Promise<Observation & { readonly bytes: number; readonly pieces: number }> {
  using connection = openProbeConnection(url);
  const seen = await connection.ask({ path, deadlineMs, paddingBytes });
  return { ...seen, bytes: connection.receivedBytes(), pieces: connection.pieces() };
}

/** The fastest of a few at once, so that a moment of a busy machine is not taken for the rule. */
export async function askFastest(
  url: string,
  path: string,
  deadlineMs: number,
  paddingBytes = 0,
): ReturnType<typeof askOnce> {
  const [first, ...others] = await Promise.all([
    askOnce(url, path, deadlineMs, paddingBytes),
    askOnce(url, path, deadlineMs, paddingBytes),
    askOnce(url, path, deadlineMs, paddingBytes),
  ]);
  return others.reduce((best, one) => (isFaster(one, best) ? one : best), first);
}

const isFaster = (one: Observation, other: Observation): boolean =>
  one.kind === 'answered' && (other.kind !== 'answered' || one.ms < other.ms);

/** For people: `answered 404 after 12 ms`. */
export function describe(seen: Observation): string {
  switch (seen.kind) {
    case 'answered':
      return `answered ${seen.status} after ${round(seen.ms)} ms`;
    case 'refused':
      return 'the connection was refused';
    case 'reset':
      return `the connection was reset after ${round(seen.ms)} ms`;
    case 'cut':
      return `the connection was closed after ${round(seen.ms)} ms`;
    case 'silent':
      return `no answer within ${round(seen.ms)} ms`;
    default:
      return assertNever(seen);
  }
}

export const round = (ms: number): number => Math.round(ms);
