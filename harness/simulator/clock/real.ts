// What is real, kept before anything is replaced. Only the simulator itself uses these.

import v8 from 'node:v8';

export const RealDate = Date;

export const real = {
  setImmediate,
  setTimeout,
  clearTimeout,
  FinalizationRegistry,
  heapStatistics: v8.getHeapStatistics,
  now: performance.now.bind(performance),
  random: Math.random,
};
