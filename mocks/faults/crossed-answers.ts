import { z } from 'zod';
import type { ProviderOperation } from '../../harness/core/outcome.ts';
import { whole, type Answer } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { LASTING_OPERATIONS } from './operations.ts';
import { spoilAnswer } from './spoil-answer.ts';

export const crossedAnswers = defineFault({
  name: 'crossed-answers',
  summary:
    'The request takes effect and gets the answer of an earlier one of the same kind, as from a ' +
    'cache that mixes up its callers: ids, amounts and references are those of somebody else. The ' +
    'first of a kind gets its own.',
  example: {},
  options: z.strictObject({}),
  appliesTo: [...LASTING_OPERATIONS, 'retrieve'],
  createMeet() {
    const last = new Map<ProviderOperation | 'other', Answer>();
    return async (request) =>
      spoilAnswer(await request.proceed(), (answer) => {
        const other = last.get(request.operation) ?? answer;
        last.set(request.operation, answer);
        return whole(other);
      });
  },
});
