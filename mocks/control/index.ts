export { createControlApp } from './control-app.ts';
export type { ControlSettings } from './control-app.ts';
export { CONTROL_ERRORS } from './errors.ts';
