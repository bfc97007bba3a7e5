import { defineErrors, EXIT } from '../core/errors.ts';

export const CLI_ERRORS = {
  CLI_USAGE: {
    message: '{problem}',
    hint: '`paydrill --help` lists commands, `paydrill <command> --help` their options.',
    exitCode: EXIT.usage,
  },
  CLI_OUT_UNUSABLE: {
    message: 'The output folder {path} cannot be written: {reason}.',
    hint: 'Choose a folder that you may write to with --out, or free some disk space.',
    exitCode: EXIT.rigError,
  },
  CLI_UNKNOWN_CODE: {
    message: 'There is no error code "{got}"; the nearest is "{nearest}".',
    hint: '`paydrill explain` without a code lists all of them.',
    exitCode: EXIT.usage,
  },
  CLI_RUN_NOT_FOUND: {
    message: 'There is no running drill "{got}" in {out}.',
    hint: 'Give the run id that the run printed first, and the same --out. A run that has ended needs no abort.',
    exitCode: EXIT.usage,
  },
  CLI_ABORT_UNHEARD: {
    message: 'The run "{got}" did not end within {deadlineMs} ms of the abort.',
    hint: 'Its process is {pid}: end it by hand (kill -9 {pid}); its watchdog then clears the faults and ends the rig.',
    exitCode: EXIT.rigError,
  },
  CLI_FOREIGN_PROGRAM: {
    message: 'The record {path} would start a program of its own choice: {started}.',
    hint: 'It is not in {out}, where your runs are, and a record from elsewhere starts nothing by itself. If you trust it, name what it drills with --target, or its folder of runs with --out.',
    exitCode: EXIT.usage,
  },
  CLI_FILE_UNWRITABLE: {
    message: 'The file {path} cannot be written: {reason}.',
    hint: 'Choose a file in a folder that exists and that you may write to.',
    exitCode: EXIT.rigError,
  },
  CLI_RESULT_UNWRITABLE: {
    message: 'The result cannot be written to stdout: {reason}.',
    hint: 'Free some disk space where stdout leads. A run is kept in its folder all the same: `paydrill report` tells its verdict again.',
    exitCode: EXIT.rigError,
  },
  CLI_ENDED_EARLY: {
    message: 'The command was ended before it was done: there is no result.',
    hint: 'A module that was loaded for it, a scenario or a target, calls process.exit or waits for what never comes.',
    exitCode: EXIT.rigError,
  },
  CLI_BUG: {
    message: 'Something that should not happen did: {detail}',
    hint: 'This is a bug of paydrill. Please report it with the command and the lines above.',
    exitCode: EXIT.rigError,
  },
} as const;

export const cliError = defineErrors(CLI_ERRORS);
