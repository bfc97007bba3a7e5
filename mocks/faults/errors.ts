import { EXIT, defineErrors } from '../../harness/core/errors.ts';

/** A gateway fault that was asked for wrongly. */
export const FAULT_ERRORS = {
  FAULT_UNKNOWN: {
    message: 'there is no gateway fault called "{got}"',
    hint: 'Did you mean "{nearest}"? docs/faults.md describes all of them.',
    exitCode: EXIT.usage,
  },
  FAULT_OPTION_UNKNOWN: {
    message: 'fault "{fault}" has no option "{got}"',
    hint: 'Did you mean "{nearest}"? It has: {known}.',
    exitCode: EXIT.usage,
  },
  FAULT_OPTION_OF_ANOTHER: {
    message: 'fault "{fault}" has option "{got}" only with {choice} "{value}"',
    hint: 'Set {choice} to "{value}", or use: {known}.',
    exitCode: EXIT.usage,
  },
  FAULT_OPTION_NONE: {
    message: 'fault "{fault}" has no options, got "{got}"',
    hint: 'Leave the options out.',
    exitCode: EXIT.usage,
  },
  FAULT_OPTION_INVALID: {
    message: '{option} of fault "{fault}" {rule}, got {got}',
    hint: 'docs/faults.md lists the options of {fault} with their bounds and defaults.',
    exitCode: EXIT.usage,
  },
  FAULT_OPERATION_NEVER_MET: {
    message: 'fault "{fault}" never meets the operation "{got}"',
    hint: 'It applies to: {known}.',
    exitCode: EXIT.usage,
  },
  FAULT_MATCH_UNKNOWN: {
    message: 'a fault can not match on "{got}"',
    hint: 'Did you mean "{nearest}"? Known: {known}.',
    exitCode: EXIT.usage,
  },
  FAULT_SCRIPT_TWICE: {
    message: 'fault "{fault}" has both attempts and a pattern',
    hint: 'Write one of them: attempts [1, 2] and pattern "fail fail pass" say the same.',
    exitCode: EXIT.usage,
  },
  FAULT_ACTS_ON_ALL: {
    message: 'fault "{fault}" acts on the gateway as a whole and takes no {got}',
    hint: 'Leave {got} out; how long it lasts is all that can be chosen.',
    exitCode: EXIT.usage,
  },
  FAULT_NOT_AT_GATEWAY: {
    message: 'fault "{fault}" shows nothing at {gateway}, which has no {trait}',
    hint: 'It shows at: {known}.',
    exitCode: EXIT.usage,
  },
  FAULT_NEEDS_ARMING: {
    message: 'one request alone can not ask for fault "{fault}"',
    hint: 'Arm it by a scenario or by the control API: what it does concerns more than one request.',
    exitCode: EXIT.usage,
  },
  FAULT_HEADER_MALFORMED: {
    message: 'the header paydrill-fault has a part without "key=value": {got}',
    hint: 'Write <name>[;key=value...], for example: latency;delayMs=500',
    exitCode: EXIT.usage,
  },
} as const;

export const faultError = defineErrors(FAULT_ERRORS);
