// What is real, kept before anything is replaced. Only the simulator itself uses these.

export const RealDate = Date;

export const real = {
  setImmediate,
  setTimeout,
  clearTimeout,
  FinalizationRegistry,
  now: performance.now.bind(performance),
  random: Math.random,
};
