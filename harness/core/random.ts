import { hashText } from './hash.ts';
import type { Seed } from './ids.ts';

/** A stream of chance. Every draw moves only this stream, never that of a sibling fork. */
export interface Random {
  /** Uniform in [0, 1), 32 bits. */
  next(): number;
  /** Uniform integer in [low, high], both included. */
  integer(low: number, high: number): number;
  /** True with the given probability (0..1). */
  chance(probability: number): boolean;
  pick<T>(items: readonly [T, ...T[]] | readonly T[]): T;
  normal(mean: number, deviation: number): number;
  /** Log-normal with the given median; sigma is the standard deviation of the logarithm. */
  logNormal(median: number, sigma: number): number;
  /** Exponential with the given mean. */
  exponential(mean: number): number;
  /** An independent stream that depends on this stream's seed and the name alone. */
  fork(name: string): Random;
}

/** Where a stream stands: the state of its generator, four 32-bit integers. */
export type RandomPosition = readonly [number, number, number, number];

/** A generator that can say where it stands and be put there. */
export interface PositionedStream {
  position(): RandomPosition;
  moveTo(position: RandomPosition): void;
}

/** Creates the stream of a seed and a name. The same pair always gives the same draws. */
export function createRandom(
  seed: Seed | number,
  name = 'root',
  onStream?: (path: string, stream: PositionedStream) => void,
): Random {
  return fromPath(`${seed}/${name}`, onStream);
}

/** @param onStream is told of the stream and of each fork of it, by path */
function fromPath(
  path: string,
  onStream?: (path: string, stream: PositionedStream) => void,
): Random {
  const stream = sfc32(path);
  onStream?.(path, stream);
  const { next } = stream;
  const random: Random = {
    next,
    integer: (low, high) => low + Math.floor(next() * (high - low + 1)),
    chance: (probability) => next() < probability,
    pick: (items) => {
      const item = items[Math.floor(next() * items.length)];
      if (item === undefined) throw new RangeError('pick from an empty list');
      return item;
    },
    normal: (mean, deviation) => mean + deviation * normal(next),
    logNormal: (median, sigma) => median * Math.exp(sigma * normal(next)),
    exponential: (mean) => -mean * Math.log(1 - next()),
    fork: (name) => fromPath(`${path}/${name}`, onStream),
  };
  return random;
}

// Small Fast Counter (Chris Doty-Humphrey, PractRand): 128 bits of state, passes PractRand, and
// 32-bit integer operations only.
function sfc32(path: string): PositionedStream & { next(): number } {
  const first = hashText(path, 1);
  const second = hashText(path, 2);
  let a = first >>> 0;
  let b = Math.floor(first / 4294967296) | 0;
  let c = second >>> 0;
  let counter = 1;
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (c << 21) | (c >>> 11);
    c = (c + sum) | 0;
    return (sum >>> 0) / 4294967296;
  };
  for (let round = 0; round < 12; round += 1) next();
  return {
    next,
    position: () => [a, b, c, counter],
    moveTo: (position) => {
      [a, b, c, counter] = position;
    },
  };
}

// Box-Muller; the second value is thrown away so that a draw always costs two steps.
function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
