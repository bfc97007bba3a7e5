import fc from 'fast-check';
import type { Order } from '../../core/order.ts';
import type { JudgeInput } from '../judgement.ts';
import { EXAMPLE_SCENARIO, exampleOrder } from './example-scenario.ts';
import { inputOf } from './legal-run.ts';
import { LEGAL_STORIES, type StoryName } from './legal-stories.ts';
import { closeScript, createRunScript, OrderScript } from './run-script.ts';

const STORY_NAMES = Object.keys(LEGAL_STORIES) as readonly StoryName[];

export interface Part {
  readonly story: StoryName;
  readonly amountMinor: number;
  readonly currency: Order['currency'];
  readonly startT: number;
}

export const arbitraryPart = (stories: readonly StoryName[] = STORY_NAMES): fc.Arbitrary<Part> =>
  fc.record({
    story: fc.constantFrom(...stories),
    amountMinor: fc.integer({ min: 2, max: 10_000_000 }),
    currency: fc.constantFrom<Order['currency'][]>('EUR', 'JPY', 'KWD'),
    startT: fc.integer({ min: 0, max: 29_000 }),
  });

/** Several orders whose stories run into each other, in which every promise is kept. */
export const arbitraryLegalRun: fc.Arbitrary<JudgeInput> = fc
  .array(arbitraryPart(), { minLength: 1, maxLength: 8 })
  .map(tellRun);

export function tellRun(parts: readonly Part[]): JudgeInput {
  const script = createRunScript();
  const orders = parts.map(({ story, amountMinor, currency, startT }, index) => {
    const { journey, card, tell } = LEGAL_STORIES[story];
    const order = exampleOrder({ orderId: `o${index}`, journey, card, amountMinor, currency });
    script.t = startT;
    tell(new OrderScript(script, order));
    return order;
  });
  return inputOf(EXAMPLE_SCENARIO, orders, closeScript(script));
}
