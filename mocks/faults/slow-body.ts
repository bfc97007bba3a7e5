import { z } from 'zod';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { spoilAnswer } from './spoil-answer.ts';

export const slowBody = defineFault({
  name: 'slow-body',
  summary: 'The request takes effect; the body of its answer trickles in, a few bytes at a time.',
  example: { chunkBytes: 16, pauseMs: 250 },
  options: z.strictObject({
    chunkBytes: z.int().min(1).max(65_536).default(16).describe('Size of a chunk, in bytes.'),
    pauseMs: z
      .int()
      .min(1)
      .max(60_000)
      .default(100)
      .describe('Pause before each chunk, in milliseconds.'),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { chunkBytes, pauseMs }) {
    return spoilAnswer(await request.proceed(), (answer) => ({
      kind: 'dribble',
      answer,
      chunkBytes,
      pauseMs,
    }));
  },
});
