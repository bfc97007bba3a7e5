import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';
import { replaceBody, spoilAnswer } from './spoil-answer.ts';

export const wronglySignedAnswer = defineFault({
  name: 'wrongly-signed-answer',
  summary:
    'The request takes effect; the signature of its answer is not good. The provider may even do so ' +
    'on purpose, to see who checks.',
  example: { manner: 'probe' },
  options: z.strictObject({
    manner: z
      .enum(['stranger', 'altered', 'probe'])
      .default('stranger')
      .describe(
        '`stranger`: by a key that nobody knows. `altered`: by the provider, over another body. ' +
          '`probe`: a signature that is marked as a test where the provider sends such, else that ' +
          'of a stranger.',
      ),
  }),
  appliesTo: EVERY_OPERATION,
  needs: 'signed-answers',
  async meet(request, { manner }) {
    return spoilAnswer(await request.proceed(), (answer) => {
      if (manner !== 'altered') return whole(request.seal(answer, manner));
      const sealed = request.seal(answer);
      return whole(replaceBody(sealed, alter(sealed.body)));
    });
  },
});

/** Another number in the first place that has one, so that it still parses; else a blank more. */
function alter(body: string): string {
  const altered = body.replace(/(":\s*"?)([1-9])/, (_match, before: string, digit: string) => {
    return `${before}${digit === '9' ? '8' : Number(digit) + 1}`;
  });
  return altered === body ? `${body} ` : altered;
}
