import { EXIT, defineErrors } from '../core/errors.ts';

/** What users wrote wrongly. All of it is found before anything starts. */
export const CONFIG_ERRORS = {
  CONFIG_UNKNOWN_SCENARIO: {
    message: 'there is no scenario called "{got}"',
    hint: 'Did you mean "{nearest}"? The catalogue has: {known}. A file is given by its path.',
    exitCode: EXIT.usage,
  },
  CONFIG_UNKNOWN_POLICY: {
    message: 'there is no policy called "{got}"',
    hint: 'Did you mean "{nearest}"? There are: {known}. A file is given by its path.',
    exitCode: EXIT.usage,
  },
  CONFIG_UNKNOWN_KEY: {
    message: '{where} has no key "{got}"',
    hint: 'Did you mean "{nearest}"? It has: {known}.',
    exitCode: EXIT.usage,
  },
  CONFIG_UNKNOWN_NAME: {
    message: '{where} must be one of the known names, got {got}',
    hint: 'Did you mean "{nearest}"? There are: {known}.',
    exitCode: EXIT.usage,
  },
  CONFIG_UNKNOWN_PATH: {
    message: 'the path "{path}" leads nowhere: {where} has no "{got}"',
    hint: 'Did you mean "{nearest}"? Lists take an index or the name of one of their entries.',
    exitCode: EXIT.usage,
  },
  CONFIG_INVALID_VALUE: {
    message: '{where} {rule}, got {got}',
    hint: 'Correct {where}; "paydrill validate" checks a scenario without running it.',
    exitCode: EXIT.usage,
  },
  CONFIG_SET_MALFORMED: {
    message: '--set takes <path>=<value>, got "{got}"',
    hint: 'For example: --set timeline.faultMs=30s --set load.declineRatio=0.1',
    exitCode: EXIT.usage,
  },
  CONFIG_FILE_MISSING: {
    message: 'there is no readable file {path}',
    hint: 'Check the path; it is taken from the directory you are in.',
    exitCode: EXIT.usage,
  },
  CONFIG_FILE_IRREGULAR: {
    message: '{path} is {kind}, no regular file',
    hint: 'Write what it holds into a file: nobody knows whether a pipe ever ends.',
    exitCode: EXIT.usage,
  },
  CONFIG_FILE_MALFORMED: {
    message: '{path} can not be read as {format}: {reason}',
    hint: 'Correct the file where the message points to.',
    exitCode: EXIT.usage,
  },
  CONFIG_FILE_FORMAT: {
    message: '{path} is none of the formats that are understood',
    hint: 'Name the file .ts, .json, .yaml or .yml.',
    exitCode: EXIT.usage,
  },
  CONFIG_FILE_WITHOUT_SCENARIO: {
    message: '{path} exports no scenario',
    hint: 'Write: export default defineScenario(...);',
    exitCode: EXIT.usage,
  },
  CONFIG_TYPE_ERROR: {
    message: '{path} has type errors: {reason}',
    hint: 'Correct the types; nothing was started.',
    exitCode: EXIT.usage,
  },
  CONFIG_LIVE_KEY: {
    message: '{where} holds a live provider key',
    hint: 'Drills never need one. Take it out, and revoke it if it was shared.',
    exitCode: EXIT.usage,
  },
  CONFIG_LIVE_KEY_AROUND: {
    message: 'the environment holds a live provider key: see {names}',
    hint: 'Nothing that a drill starts may be able to reach real money. If it is there for something else, leave it out of this command alone: env {unset} paydrill ...',
    exitCode: EXIT.usage,
  },
  CONFIG_REAL_CARD: {
    message: '{where} holds a card number that is no test number',
    hint: "Drills use the providers' documented test cards only. Take the number out.",
    exitCode: EXIT.usage,
  },
  CONFIG_TARGET_MALFORMED: {
    message: 'the target "{got}" {reason}',
    hint: `There are two forms: --target module:./path/to/server.js (Node, live and simulated) and --target "command:./my-service --flag" (live). What needs a shell is given one: "command:sh -c '...'".`,
    exitCode: EXIT.usage,
  },
  CONFIG_TARGET_MISSING: {
    message: 'the target {path} can not be started: {reason}',
    hint: 'The path of a target starts from the directory you are in, also in a case file; a program without a path is looked for on the PATH.',
    exitCode: EXIT.usage,
  },
} as const;

export const configError = defineErrors(CONFIG_ERRORS);
