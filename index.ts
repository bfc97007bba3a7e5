// What the package exports for use in code and in tests.
export {
  defineScenario,
  findTarget,
  loadScenario,
  resolveScenario,
} from './harness/config/index.ts';
export type { FoundTarget, ScenarioInput } from './harness/config/index.ts';
export { planDrill } from './harness/drill/plan-drill.ts';
export { runDrill, type DrillResult, type DrillRun } from './harness/drill/run-drill.ts';
export type { DrillPlan, Rig, World } from './harness/drill/world.ts';
export { judge } from './harness/judge/index.ts';
export { createLocalWorld } from './harness/live/local/local-world.ts';
export {
  createSimulatorThread,
  createVirtualWorld,
  simulate,
  simulateOnce,
} from './harness/simulator/index.ts';
export { expectCase, loadCase, replayCase } from './harness/simulator/cases/index.ts';
export type { Case, CaseReplay } from './harness/simulator/cases/index.ts';
export type {
  CampaignProgress,
  LinkFault,
  SimulateCampaignOptions,
  SimulatedOutcome,
  SimulatedRun,
  SimulateOptions,
  SimulatorThread,
  VirtualWorld,
  VirtualWorldOptions,
  WorldCommand,
  WorldControls,
} from './harness/simulator/index.ts';
export type { CampaignRecord } from './harness/core/campaign.ts';
export type { RunEvent } from './harness/core/events.ts';
export type { Policy } from './harness/core/policy.ts';
export type { RunRecord } from './harness/core/record.ts';
export type { Scenario } from './harness/core/scenario.ts';
export { renderHtml, renderJunit, renderMarkdown } from './reports/index.ts';
export {
  createGateway,
  createMocks,
  type ArmedFaultHandle,
  type FaultToArm,
  type GatewayHandle,
  type GatewayOptions,
  type MocksOptions,
  type RunningGateway,
  type RunningMocks,
} from './mocks/process/index.ts';
