import { expect, it } from 'vitest';
// In your own project: import { expectCase } from 'paydrill';
import { expectCase } from '../../index.ts';

it('the case still goes as it says', async () => {
  const { outcome } = await expectCase('cases/answer-lost-retry-new-key.yaml');
  expect(outcome.record.verdict.outcome).toBe('failed');
});
