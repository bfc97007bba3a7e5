import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { driftText } from './drift-json.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { spoilAnswer } from './spoil-answer.ts';

export const schemaDrift = defineFault({
  name: 'schema-drift',
  summary:
    'The provider changes the shape of what it says, in answers and webhooks, and signs it well: a ' +
    'field more, a field less, another type, a status that nobody has heard of. Requests take ' +
    'effect.',
  example: { change: 'new-value', field: '', where: 'both' },
  options: z.strictObject({
    change: z
      .enum(['unknown-field', 'missing-field', 'changed-type', 'new-value'])
      .default('unknown-field')
      .describe('What is different.'),
    field: z
      .string()
      .max(200)
      .default('')
      .describe(
        'Path with dots; empty: every field that says how the payment stands. `unknown-field` adds ' +
          'to every object and needs none.',
      ),
    where: z.enum(['answers', 'webhooks', 'both']).default('both').describe('Where it shows.'),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { change, field, where }) {
    const delivery = await request.proceed();
    if (where === 'webhooks') return delivery;
    return spoilAnswer(delivery, (answer) =>
      whole(request.seal(answer, 'provider', (body) => driftText(body, change, field))),
    );
  },
  deliver({ plan }, { change, field, where }) {
    if (where === 'answers') return false;
    plan.message = { ...plan.message, body: driftText(plan.message.body, change, field) };
    return true;
  },
});
