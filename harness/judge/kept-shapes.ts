import { AttemptCounts } from './figures/attempt-counts.ts';
import { FaultWatch } from './figures/fault-records.ts';
import { MoneySums } from './figures/money.ts';
import { GrowingHistory } from './history/growing-history.ts';
import { NameIndex } from './history/name-index.ts';
import { SourceWatch } from './history/sources.ts';

/**
 * One object of each class that the judge makes for a run or an order. V8 forgets the shape of a
 * class when a major collection finds no object of it, and throws away all code that it compiled
 * for that shape. Whoever judges run after run, as a campaign does, then begins each with code that is
 * not compiled yet: kept, a judgement takes a tenth less time.
 */
export const KEPT_SHAPES: readonly object[] = [
  new GrowingHistory('', null),
  new NameIndex(),
  new SourceWatch(),
  new AttemptCounts([], false),
  new FaultWatch([], [], false),
  new MoneySums(),
];
