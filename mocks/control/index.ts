export { CONTROL_ROUTES, createControlApp } from './control-app.ts';
export { describeApi } from './openapi.ts';
export type { ControlSettings } from './control-app.ts';
export { CONTROL_ERRORS } from './errors.ts';
export type { SnapshotInfo, Snapshots } from './route.ts';
