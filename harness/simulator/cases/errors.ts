import { defineErrors, EXIT } from '../../core/errors.ts';

/** What can be wrong with a case, or with what should become one. */
export const CASE_ERRORS = {
  CASE_FILE_MISSING: {
    message: 'There is no readable case at {path}: {reason}.',
    hint: 'Give the path of a case file, such as cases/answer-lost-retry-new-key.yaml.',
    exitCode: EXIT.usage,
  },
  CASE_MALFORMED: {
    message: '{path} can not be read as {format}: {reason}',
    hint: 'Correct the file where the message points to, or save the case again with `paydrill simulate`.',
    exitCode: EXIT.usage,
  },
  CASE_OTHER_VERSION: {
    message: '{path} is a case of version {got}; this paydrill reads version {known}.',
    hint: 'Replay it with the paydrill that wrote it, or save it again with `paydrill simulate`.',
    exitCode: EXIT.usage,
  },
  CASE_INVALID: {
    message: '{path} is no case that can be played: {problem}.',
    hint: 'Correct the file. {advice}',
    exitCode: EXIT.usage,
  },
  CASE_UNKNOWN_ORDER: {
    message: 'Seed {seed} and the load of {path} make no order "{got}".',
    hint: 'The nearest is "{nearest}". Orders depend on the seed, the load and the length of the timeline.',
    exitCode: EXIT.usage,
  },
  CASE_CANNOT_WRITE: {
    message: '{path} could not be written: {reason}.',
    hint: 'Choose a folder that you may write to, or free some disk space.',
    exitCode: EXIT.rigError,
  },
  CASE_DIFFERS: {
    message: 'The case {path} does not go as it says: {differences}.\n{story}',
    hint: 'If this is what you wanted, write it under `expect` in the file; else something broke it.',
    exitCode: EXIT.failed,
  },
  CASE_NOTHING_TO_REPLAY: {
    message: '{path} holds nothing that can be replayed: {reason}.',
    hint: 'Give a case, the folder of a run or its record.json. A record replays by its own replay command.',
    exitCode: EXIT.usage,
  },
  CASE_NOTHING_TO_SHRINK: {
    message: 'The run of {scenario} can not be made smaller: it is {outcome}, not failed.',
    hint: 'Only a run that breaks an invariant or crosses an objective can be shrunk.',
    exitCode: EXIT.usage,
  },
  CASE_NOT_DETERMINISTIC: {
    message: 'Two runs of {scenario} with seed {seed} differ: {first} and {second}.',
    hint: 'Something in the target escapes virtual time, such as real input or output, or state that outlives a run. docs/simulator.md lists what is virtual.',
    exitCode: EXIT.rigError,
  },
} as const;

export const caseError = defineErrors(CASE_ERRORS);
