export { findFreePort } from './free-port.ts';
export type {
  ProcessExit,
  ProcessGuard,
  ProcessSpec,
  SupervisedProcess,
  Wait,
} from './process-spec.ts';
export { watchPulse, type Pulse } from './pulse.ts';
export { nodeEnvironment } from './node-environment.ts';
export { startProcess } from './start-process.ts';
export { startServer } from './start-server.ts';
export { startService } from './start-service.ts';
export { poll, within } from './wait.ts';
export { startWatchdog, type Watchdog, type WatchdogOptions } from './watchdog.ts';
