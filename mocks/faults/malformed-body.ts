import { z } from 'zod';
import { assertNever } from '../../harness/core/assert-never.ts';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { replaceBody, spoilAnswer } from './spoil-answer.ts';

const shape = z
  .enum(['half', 'empty', 'null', 'garbage'])
  .default('half')
  .describe(
    '`half`: the JSON stops in the middle. `empty`: no body. `null`: valid JSON, but no object. ' +
      '`garbage`: control characters.',
  );

export const malformedBody = defineFault({
  name: 'malformed-body',
  summary:
    'The request takes effect; its answer has the right status and headers, and a body that ' +
    'makes no sense.',
  example: { shape: 'half' },
  options: z.strictObject({ shape }),
  appliesTo: EVERY_OPERATION,
  async meet(request, chosen) {
    return spoilAnswer(await request.proceed(), (answer) => {
      const sealed = request.seal(answer);
      return whole(replaceBody(sealed, malform(sealed.body, chosen.shape)));
    });
  },
});

function malform(body: string, how: z.output<typeof shape>): string {
  switch (how) {
    case 'half':
      // An answer without a body (204) has no half: it gets the start of an object.
      return body.length < 2 ? '{' : body.slice(0, Math.floor(body.length / 2));
    case 'empty':
      return '';
    case 'null':
      return 'null';
    case 'garbage':
      return '\u0000\u0001\u0002\u0003\u007f'.repeat(8);
    default:
      return assertNever(how);
  }
}
