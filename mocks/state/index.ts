export { STATE_ERRORS, stateError } from './errors.ts';
export { SnapshotFolder } from './snapshots.ts';
export { StateKeeper, type StateLimits } from './state-keeper.ts';
