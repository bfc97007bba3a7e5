import type { RunEvent } from '../../core/events.ts';
import type { Order } from '../../core/order.ts';
import type { InvariantResult } from '../../core/record.ts';
import type { Scenario } from '../../core/scenario.ts';
import { judge } from '../judge.ts';
import type { JudgeInput, Judgement } from '../judgement.ts';
import { EXAMPLE_SCENARIO, exampleOrder } from './example-scenario.ts';
import { inputOf } from './legal-run.ts';
import { closeScript, createRunScript, OrderScript } from './run-script.ts';

export interface OneOrder {
  readonly order?: Partial<Order>;
  readonly scenario?: Partial<Scenario>;
  readonly input?: Partial<JudgeInput>;
  /** Changes the events after they were told. */
  readonly forge?: (events: readonly RunEvent[]) => readonly RunEvent[];
}

/** Judges the history of a single order, told by hand. */
export function judgeOne(tell: (order: OrderScript) => void, options: OneOrder = {}): Judgement {
  const script = createRunScript();
  const order = exampleOrder(options.order);
  tell(new OrderScript(script, order));
  const events = closeScript(script);
  const scenario = { ...EXAMPLE_SCENARIO, ...options.scenario };
  return judge({
    ...inputOf(scenario, [order], options.forge?.(events) ?? events),
    ...options.input,
  });
}

/** Names of the invariants that were broken. */
export const brokenIn = ({ invariants }: Pick<Judgement, 'invariants'>): readonly string[] =>
  invariants.filter(({ violations }) => violations > 0).map(({ name }) => name);

export function resultOf(judgement: Judgement, name: string): InvariantResult {
  const result = judgement.invariants.find((invariant) => invariant.name === name);
  if (result === undefined) throw new RangeError(`no invariant "${name}"`);
  return result;
}
