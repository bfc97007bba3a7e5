import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { processedThenLost } from './processed-then-lost.ts';

test.each(['reset', 'hang'] as const)(
  'processed-then-lost takes effect and loses the answer by %s',
  async (by) => {
    const request = createFakeRequest();
    await expect(processedThenLost.meet(request, { by })).resolves.toEqual({ kind: by });
    expect(request.effects()).toBe(1);
  },
);
