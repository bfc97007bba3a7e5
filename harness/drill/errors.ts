import { defineErrors, EXIT } from '../core/errors.ts';

// What can be wrong with the rig while a drill is conducted. Most end as reasons in the record,
// not as exceptions: a run that broke still leaves its evidence.
export const DRILL_ERRORS = {
  DRILL_CANNOT_STOP: {
    message: 'A harmless fault could not be armed and cleared again: {detail}.',
    hint: 'The drill does not start unless it can stop. Look at logs/gateways.log and logs/toxiproxy.log.',
    exitCode: EXIT.rigError,
  },
  DRILL_FAULT_NOT_ARMED: {
    message: 'Fault "{fault}" could not be armed or cleared: {detail}.',
    hint: 'Look at logs/gateways.log and logs/toxiproxy.log of the run; the faults that were armed are cleared.',
    exitCode: EXIT.rigError,
  },
  DRILL_RIG_FAILED: {
    message: 'The rig failed while {doing}: {detail}.',
    hint: 'The logs of the run are in its folder, one for each process.',
    exitCode: EXIT.rigError,
  },
  DRILL_LOAD_BROKE: {
    message: 'The load generator ended on its own: {detail}.',
    hint: 'Look at logs/k6.log of the run.',
    exitCode: EXIT.rigError,
  },
  DRILL_LOAD_STUCK: {
    message: 'The load generator has not ended {overdueMs} ms after its last arrival.',
    hint: 'It is paused or starved of processor time or memory; see logs/k6.log of the run.',
    exitCode: EXIT.rigError,
  },
  DRILL_COLLECTION_FAILED: {
    message: 'The events of "{source}" could not be collected: {detail}.',
    hint: 'Without every source nothing is proved. Look at the logs of the run for that process.',
    exitCode: EXIT.rigError,
  },
  DRILL_TARGET_SILENT: {
    message: 'The target gave no answer to {operation} (it has {deadlineMs} ms): {reason}.',
    hint: 'It is gone, hangs or is starved of processor time: see logs/target.log of the run.',
    exitCode: EXIT.rigError,
  },
  DRILL_CONTROL_SILENT: {
    message:
      'The control API of the gateways gave no answer to {operation} (it has {deadlineMs} ms): {reason}',
    hint: 'See logs/gateways.log of the run; the gateways may be starved of processor time.',
    exitCode: EXIT.rigError,
  },
  DRILL_CONTROL_REFUSED: {
    message: 'The control API of the gateways refused {operation}: {status} {text}',
    hint: 'The text is its own and says what to correct.',
    exitCode: EXIT.rigError,
  },
} as const;

export const drillError = defineErrors(DRILL_ERRORS);
