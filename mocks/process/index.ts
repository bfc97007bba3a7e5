export {
  createGateway,
  createMocks,
  wrap,
  type GatewayOptions,
  type RunningGateway,
  type RunningMocks,
} from './create-mocks.ts';
export { MOCKS_ERRORS } from './errors.ts';
export type {
  ArmedFaultHandle,
  FaultToArm,
  GatewayClock,
  GatewayHandle,
} from './gateway-handle.ts';
export { inspectMocks, type MocksReport } from './inspect-mocks.ts';
export { defaultKeyFolder } from './key-folder.ts';
export { DEFAULT_PORT_BASE, portOf, resolveOptions, type MocksOptions } from './options.ts';
export { startMocks, type Mocks, type MocksReady } from './start-mocks.ts';
export { steadyCollector } from './steady-collector.ts';
