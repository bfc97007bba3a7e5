export { bootstrapRatio, percentileInterval } from './block-bootstrap.ts';
export { bootstrapQuantiles, type BinnedSample } from './bootstrap-quantiles.ts';
export type { Interval } from './interval.ts';
export { quantileOf } from './quantile.ts';
export { ruleOfThree } from './rule-of-three.ts';
export { shareInterval } from './share-interval.ts';
export { wilsonInterval } from './wilson.ts';
