export { callControl, type ControlCall, type ControlReply } from './call-control.ts';
export { createControlApp } from './control-app.ts';
export { describeApi } from './openapi.ts';
export type { ControlSettings } from './control-app.ts';
export { CONTROL_ERRORS } from './errors.ts';
export type { ControlledRig, SnapshotInfo, Snapshots } from './route.ts';
export { CONTROL_ROUTES } from './routes.ts';
