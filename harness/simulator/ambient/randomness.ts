import buffer from 'node:buffer';
import crypto from 'node:crypto';
import { promisify } from 'node:util';
import type { EventLoop } from '../clock/event-loop.ts';
import { answerLater, isCallback, type NodeCallback } from './later.ts';
import { drawBytes, drawTimedUuid, drawUuid, fillBytes } from './random-bytes.ts';
import { replace, replaceAll } from './replace.ts';

type View = NodeJS.ArrayBufferView | ArrayBuffer;

/** Chance of every kind comes from the seed, in one stream a process. */
export function installRandomness(loop: EventLoop): void {
  const chance = () => loop.current.cryptoChance;
  replace(Math, 'random', () => loop.current.chance.next());

  const randomBytes = (size: number, callback?: NodeCallback): Buffer | undefined => {
    checkSize(size);
    if (callback === undefined) return drawBytes(chance(), size);
    answerLater(loop, () => drawBytes(chance(), size), callback);
    return undefined;
  };
  const randomFillSync = (target: View, offset = 0, size?: number): View => {
    const bytes = bytesOf(target);
    fillBytes(chance(), bytes.subarray(offset, size === undefined ? undefined : offset + size));
    return target;
  };
  const randomFill = (target: View, ...rest: unknown[]): void => {
    const callback = rest.at(-1);
    if (!isCallback(callback)) throw new TypeError('The "callback" argument must be a function');
    const [offset, size] = rest.slice(0, -1) as number[];
    answerLater(loop, () => randomFillSync(target, offset, size), callback);
  };
  const randomInt = (...args: unknown[]): number | undefined => {
    const callback = args.at(-1);
    const numbers = args.filter((value) => typeof value === 'number');
    const [low, high] =
      numbers.length === 1 ? [0, numbers[0] ?? 0] : [numbers[0] ?? 0, numbers[1] ?? 0];
    checkRange(low, high);
    const draw = (): number => {
      // 53 bits, as two draws: the range may be up to 2 ** 48.
      const high32 = Math.floor(chance().next() * 2 ** 32);
      const unit = (high32 * 2 ** 21 + Math.floor(chance().next() * 2 ** 21)) / 2 ** 53;
      return low + Math.floor(unit * (high - low));
    };
    if (!isCallback(callback)) return draw();
    answerLater(loop, draw, callback);
    return undefined;
  };
  const randomUUID = (): string => drawUuid(chance());
  Object.defineProperty(randomBytes, promisify.custom, {
    value: (size: number) => promisify((done: NodeCallback) => randomBytes(size, done))(),
  });
  const names = { randomBytes, randomFillSync, randomFill, randomInt, randomUUID };
  replaceAll(crypto, {
    ...names,
    ...('randomUUIDv7' in crypto
      ? { randomUUIDv7: () => drawTimedUuid(chance(), loop.epochMs) }
      : {}),
    pseudoRandomBytes: randomBytes,
    prng: randomBytes,
    rng: randomBytes,
  });

  // Its name is a draw too.
  const { createObjectURL, revokeObjectURL } = URL;
  const realNames = new Map<string, string>();
  replace(URL, 'createObjectURL', (blob: Blob): string => {
    const name = `blob:nodedata:${randomUUID()}`;
    realNames.set(name, createObjectURL(blob));
    return name;
  });
  replace(URL, 'revokeObjectURL', (name: string): void => {
    revokeObjectURL(realNames.get(name) ?? name);
    realNames.delete(name);
  });
  const { resolveObjectURL } = buffer;
  replace(buffer, 'resolveObjectURL', (name: string) =>
    resolveObjectURL(realNames.get(name) ?? name),
  );

  // crypto.getRandomValues of the module asks the global one.
  const { prototype } = Crypto;
  const getRandomValues = <Array extends NodeJS.ArrayBufferView>(array: Array): Array => {
    if (array.byteLength > 65_536) {
      throw new DOMException('The requested length exceeds 65,536 bytes', 'QuotaExceededError');
    }
    fillBytes(chance(), bytesOf(array));
    return array;
  };
  replace(prototype, 'getRandomValues', getRandomValues);
  replace(prototype, 'randomUUID', randomUUID);
}

function bytesOf(target: View): Uint8Array {
  checkView(target);
  if (target instanceof ArrayBuffer) return new Uint8Array(target);
  return new Uint8Array(target.buffer, target.byteOffset, target.byteLength);
}

function checkView(target: unknown): void {
  if (ArrayBuffer.isView(target) || target instanceof ArrayBuffer) return;
  const error = new TypeError(
    `The "buf" argument must be an instance of ArrayBuffer or ArrayBufferView. Received ${typeof target}`,
  );
  throw Object.assign(error, { code: 'ERR_INVALID_ARG_TYPE' });
}

function checkSize(size: unknown): void {
  if (typeof size === 'number' && size >= 0 && size <= 2_147_483_647) return;
  const error = new RangeError(`The value of "size" is out of range. Received ${String(size)}`);
  throw Object.assign(error, { code: 'ERR_OUT_OF_RANGE' });
}

function checkRange(low: number, high: number): void {
  const isRange = Number.isSafeInteger(low) && Number.isSafeInteger(high) && low < high;
  if (isRange && high - low < 2 ** 48) return;
  const error = new RangeError(`The value of "max" is out of range. Received ${high}`);
  throw Object.assign(error, { code: 'ERR_OUT_OF_RANGE' });
}
