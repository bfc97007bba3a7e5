import { describe, expect, test } from 'vitest';
import { whole } from '../kernel/answer.ts';
import { createFakeRequest } from './fake-request.fixture.ts';
import { malformedBody } from './malformed-body.ts';

describe('malformed-body', () => {
  test.each([
    { shape: 'half' as const, body: '{"status' },
    { shape: 'empty' as const, body: '' },
    { shape: 'null' as const, body: 'null' },
  ])('takes effect and answers with the shape $shape', async ({ shape, body }) => {
    const request = createFakeRequest();
    const delivery = await malformedBody.meet(request, { shape });
    expect(delivery).toEqual(
      whole({
        status: 200,
        headers: { 'content-type': 'application/json' },
        body,
        finish: 'sealed',
      }),
    );
    expect(request.effects()).toBe(1);
  });

  test.each(['half', 'empty', 'garbage'] as const)('makes %s no JSON', async (shape) => {
    const empty = whole({ status: 204, headers: {}, body: '' });
    const delivery = await malformedBody.meet(createFakeRequest({ delivery: empty }), { shape });
    const body = delivery.kind === 'whole' ? delivery.answer.body : '{}';
    expect(() => JSON.parse(body) as unknown).toThrow(SyntaxError);
  });
});
