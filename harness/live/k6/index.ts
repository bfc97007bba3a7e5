export { bundleScript, type ScriptBundle } from './bundle-script.ts';
export type { K6ExitReason } from './exit-reason.ts';
export type { LiveFigures } from './rest.ts';
export { startK6, type K6End, type K6Options, type RunningK6 } from './start-k6.ts';
export { readK6Summary, type K6Summary } from './summary.ts';
