import { defineErrors, EXIT, type ErrorTable } from '../../harness/core/errors.ts';

export const STATE_ERRORS = {
  STATE_NOT_OURS: {
    message: '{path} is no state of paydrill gateways: {reason}',
    hint: 'It was left as it is. Give the path of a state file, or of a new file.',
    exitCode: EXIT.usage,
  },
  STATE_OTHER_VERSION: {
    message:
      '{path} was written by another version of paydrill: format {got}, this one has {known}',
    hint: 'It was left as it is. Use the paydrill that wrote it, or another file to begin anew.',
    exitCode: EXIT.usage,
  },
  STATE_OTHER_SEED: {
    message: '{path} was written with seed {got}, the gateways run with seed {seed}',
    hint: 'Credentials and ids come from the seed: start the gateways with seed {got} to use it.',
    exitCode: EXIT.usage,
  },
  STATE_IN_USE: {
    message: '{path} is in use by another process',
    hint: 'End the gateways that use it, or give these ones a file of their own.',
    exitCode: EXIT.rigError,
  },
  STATE_DAMAGED: {
    message: '{path} is damaged: {reason}',
    hint:
      'It was left as it is. Put a copy in its place, or give another file to begin anew; the ' +
      '.recover of the sqlite3 shell may save what is in it.',
    exitCode: EXIT.rigError,
  },
  STATE_UNUSABLE: {
    message: '{path} cannot be used: {reason}',
    hint: 'Choose a file in a folder that exists and that you may write to.',
    exitCode: EXIT.rigError,
  },
  STATE_SNAPSHOT_MISSING: {
    message: 'there is no snapshot "{got}"',
    hint: '{suggestion}Saved: {known}.',
    exitCode: EXIT.usage,
  },
} as const satisfies ErrorTable;

export const stateError = defineErrors(STATE_ERRORS);
