import { expect, test } from 'vitest';
import { createFakeRequest } from './fake-request.fixture.ts';
import { slowBody } from './slow-body.ts';

const options = { chunkBytes: 8, pauseMs: 50 };

test('slow-body takes effect and trickles the answer', async () => {
  const request = createFakeRequest();
  const delivery = await slowBody.meet(request, options);
  expect(delivery).toMatchObject({ kind: 'dribble', chunkBytes: 8, pauseMs: 50 });
  expect(delivery).toHaveProperty('answer.body', '{"status":"paid"}');
  expect(request.effects()).toBe(1);
});

test('slow-body leaves an answer that is lost already lost', async () => {
  const request = createFakeRequest({ delivery: { kind: 'reset' } });
  await expect(slowBody.meet(request, options)).resolves.toEqual({ kind: 'reset' });
});
