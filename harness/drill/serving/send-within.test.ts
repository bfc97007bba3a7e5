import { describe, expect, it } from 'vitest';
import { textOf, type SendRequest } from './send-request.ts';
import { sendWithin } from './send-within.ts';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** Sends pieces at these times, and then nothing more unless it has ended. */
const slow =
  (pausesMs: readonly number[], isEndless = false): SendRequest =>
  async (_, { signal }) => ({
    status: 200,
    isOk: true,
    body: async (take) => {
      for (const ms of isEndless ? [...pausesMs, 1e6] : pausesMs) {
        await new Promise<void>((resolve, reject) => {
          const timer = setTimeout(resolve, ms);
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            reject(signal.reason as Error);
          });
        });
        take(bytes('x'));
      }
    },
  });

const read = async (...[bound, send]: [Parameters<typeof sendWithin>[0], SendRequest]) =>
  textOf((await sendWithin(bound, send, 'http://127.0.0.1:9')).body);

describe('an answer within a bound', () => {
  it('may take longer than the silence that is allowed, piece by piece', async () => {
    const pieces = Array.from({ length: 12 }, () => 20);
    expect(await read({ silenceMs: 200 }, slow(pieces))).toBe('x'.repeat(12));
    await expect(read({ deadlineMs: 100 }, slow(pieces))).rejects.toThrow('timeout');
  });

  it('ends when nothing more comes', async () => {
    await expect(read({ silenceMs: 60 }, slow([1, 1], true))).rejects.toThrow(
      'nothing came for 60 ms',
    );
  });

  it('ends when nothing comes at all', async () => {
    const deaf: SendRequest = (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason as Error));
      });
    await expect(read({ silenceMs: 30 }, deaf)).rejects.toThrow('nothing came for 30 ms');
  });
});
