export { describeOptions } from './describe-options.ts';
export type { DescribedOption, OptionVariant } from './describe-options.ts';
export { FAULT_ERRORS, faultError } from './errors.ts';
export { FAULT_HEADER, canBeAsked, parseFaultHeader } from './fault-header.ts';
export type { RequestedFault } from './fault-header.ts';
export type { FaultDefinition, FaultOptions, GatewayTrait } from './fault.ts';
export { GATEWAY_FAULTS } from './registry.ts';
export type { GatewayFaultName, GatewayFaultOptions } from './registry.ts';
export { SELECTION, checkFaultSelection, cycle, pickSelection } from './selection.ts';
export { describeGot, describeRule } from './option-rules.ts';
export {
  checkFaultOperations,
  checkFaultTrait,
  findFault,
  parseFaultOptions,
} from './resolve-fault.ts';
