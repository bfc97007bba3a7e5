import { defineErrors, EXIT, type ErrorTable } from '../../harness/core/errors.ts';

export const SCRIPT_ERRORS = {
  SCRIPT_UNREADABLE: {
    message: 'the fault script {path} cannot be read: {reason}',
    hint: 'Give a file that `paydrill mocks --record <file>` wrote.',
    exitCode: EXIT.usage,
  },
  SCRIPT_INVALID: {
    message: '{path} is no fault script: {reason}',
    hint: 'It is YAML with faultScript: 1, endsAtMs and steps; docs/gateways/README.md shows one.',
    exitCode: EXIT.usage,
  },
  SCRIPT_OTHER_VERSION: {
    message: '{path} is a fault script of version {got}, this paydrill reads version {known}',
    hint: 'Record it again, or use the paydrill that wrote it.',
    exitCode: EXIT.usage,
  },
  SCRIPT_UNWRITABLE: {
    message: 'the fault script {path} cannot be written: {reason}',
    hint: 'Choose a file in a folder that exists and that you may write to.',
    exitCode: EXIT.rigError,
  },
} as const satisfies ErrorTable;

export const scriptError = defineErrors(SCRIPT_ERRORS);
