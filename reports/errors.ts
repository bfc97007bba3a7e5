import { defineErrors, EXIT } from '../harness/core/errors.ts';

export const REPORT_ERRORS = {
  REPORT_CANNOT_WRITE: {
    message: '{path} could not be written: {reason}.',
    hint: 'Free some disk space or choose another folder with --out.',
    exitCode: EXIT.rigError,
  },
  REPORT_NO_RECORD: {
    message: 'There is no run record at {path}: {reason}.',
    hint: 'Give the folder of a run (runs/<run-id>) or its record.json.',
    exitCode: EXIT.usage,
  },
  REPORT_BAD_RECORD: {
    message: 'The run record at {path} is not one that this version reads: {problem}',
    hint: 'Records are of schemaVersion 1; a record that was edited by hand may no longer fit.',
    exitCode: EXIT.usage,
  },
} as const;

export const reportError = defineErrors(REPORT_ERRORS);
