export { SCRIPT_ERRORS, scriptError } from './errors.ts';
export {
  checkFaultScript,
  FAULT_SCRIPT_SCHEMA,
  parseFaultScript,
  renderFaultScript,
  type FaultScript,
} from './fault-script.ts';
export { recordFaults, type FaultRecorder } from './record-faults.ts';
export { replayFaults, type Replay } from './replay-faults.ts';
export { scenarioFaultsOf, type ScenarioFault } from './scenario-faults.ts';
