import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { spoilAnswer } from './spoil-answer.ts';

export const unsignedAnswer = defineFault({
  name: 'unsigned-answer',
  summary:
    'The request takes effect; its answer lacks the signature that every answer of this provider ' +
    'has. It can not be told from a forged one.',
  example: {},
  options: z.strictObject({}),
  appliesTo: EVERY_OPERATION,
  needs: 'signed-answers',
  async meet(request) {
    return spoilAnswer(await request.proceed(), (answer) => whole(request.seal(answer, 'nobody')));
  },
});
