import { EXIT, type ErrorTable } from '../core/errors.ts';

/**
 * Codes that are no errors of paydrill but reasons of a verdict, so that `explain` knows them too.
 * Names of invariants and objectives explain themselves by the promise that the report prints.
 */
export const VERDICT_REASONS = {
  INTERRUPTED: {
    message:
      'The run was interrupted by a signal (Ctrl-C). Faults were cleared first; the record was kept.',
    hint: 'What was seen until then is in the record. End states were not judged, because nothing had come to rest.',
    exitCode: EXIT.interrupted,
  },
  ABORTED: {
    message: 'Somebody ended the run with `paydrill abort`.',
    hint: 'Faults were cleared first and payments were drained, so that what happened until then is judged.',
    exitCode: EXIT.aborted,
  },
  COVERAGE_MISSED: {
    message:
      'A fault never met a payment in a state that it could have met it in, and --require-coverage was given.',
    hint: 'Play more seeds, or a higher rate; a pair that no seed ever reaches is worth a look at the fault.',
    exitCode: EXIT.failed,
  },
  STOP_CONDITION: {
    message: 'A stop condition of the scenario was crossed.',
    hint: 'Stop conditions protect the target. Raise or remove the condition if the drill is meant to go further.',
    exitCode: EXIT.aborted,
  },
} as const satisfies ErrorTable;
