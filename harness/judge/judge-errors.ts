import { defineErrors, EXIT, type ErrorTable } from '../core/errors.ts';

// The reasons of a verdict that the judge gives. None is ever thrown: they stand in the record, and
// `paydrill explain` knows them like any other code.
export const JUDGE_ERRORS = {
  JUDGE_MONEY_VIOLATION: {
    message: '{invariant} was broken {violations} times in {checked}. {story}',
    hint: 'The witnesses in the report show the events that prove it. Fix the service, then replay the run with its seed.',
    exitCode: EXIT.failed,
  },
  JUDGE_VIOLATION: {
    message: '{invariant} was broken {violations} times in {checked}. {story}',
    hint: 'No money was lost by it yet. The witnesses in the report show the events that prove it.',
    exitCode: EXIT.failed,
  },
  JUDGE_OBJECTIVE_CROSSED: {
    message: '{objective} in the {phase} phase was {actual}, its bound is {bound}.',
    hint: 'See the timeline in the report; change the policy, or the bound if it asks too much.',
    exitCode: EXIT.failed,
  },
  JUDGE_OBJECTIVE_INCONCLUSIVE: {
    message:
      '{objective} in the {phase} phase was {actual}, too close to its bound {bound} to tell.',
    hint: 'More payments narrow the interval: raise --rate or --scale.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_OBJECTIVE_UNMEASURED: {
    message:
      '{objective} in the {phase} phase was {actual}: too few payments to hold it to {bound}.',
    hint: 'The phase was too short, or never reached: raise --rate or --scale.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_TOO_FEW_PAYMENTS: {
    message: 'Only {payments} payments began in the {phase} phase; {needed} are needed.',
    hint: 'Raise --rate or --scale.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_BASELINE_DROPS: {
    message:
      'The load generator dropped {dropped} iterations in the baseline: {side} was too slow.',
    hint: 'This load is too much before anything is broken: lower --rate.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_GENERATOR_TOO_SLOW: {
    message: 'The load generator dropped {dropped} iterations although it had customers to spare.',
    hint: 'k6 or its machine was too slow, so the drops say nothing about the target: lower --rate, or give k6 a machine of its own.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_FAULT_NOT_ARMED: {
    message: 'Fault "{fault}" was never armed.',
    hint: 'The run ended before its time, or the rig could not arm it: see logs/ of the run.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_FAULT_UNMET: {
    message: 'Fault "{fault}" met no request, and nothing was routed away from it.',
    hint: 'Make it last longer or meet more: its duration, share, operations, or --rate.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_FAULT_UNPROVED: {
    message: 'No probe saw the effect of fault "{fault}".',
    hint: 'Requests were under way while it was active, but nothing shows that it did anything.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_NOT_JUDGED: {
    message: '{invariant} could not be judged: {missing} is missing.',
    hint: 'A money invariant without evidence holds nothing: see which source broke, and why.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_READINGS_MISSING: {
    message: '{payments} charged payments could not be read at the end.',
    hint: 'The target did not answer after the drain, so that its last word on them is not known.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_MONEY_UNEXPLAINED: {
    message: '{count} payment objects in the ledgers name no order.',
    hint: 'The target must give the gateways the order id as its merchant reference.',
    exitCode: EXIT.inconclusive,
  },
  JUDGE_SOURCE_BROKEN: {
    message: 'The log of {source} is not whole: {problem}.',
    hint: 'A gap proves nothing about the target. Look at the logs of the run for that process.',
    exitCode: EXIT.rigError,
  },
  JUDGE_BASELINE_CROSSED: {
    message: 'Before any fault, {objective} was {actual}; its bound is {bound}.',
    hint: 'Machine or target can not carry this load even unharmed: lower --rate, or look what else is running. Only a healthy baseline makes faults say anything.',
    exitCode: EXIT.rigError,
  },
  JUDGE_BASELINE_UNHEALTHY: {
    message: 'Before any fault, only {good} of {offered} payments were good; {needed} is needed.',
    hint: 'Fix the target or lower --rate until the baseline is healthy; only then faults say anything.',
    exitCode: EXIT.rigError,
  },
} as const satisfies ErrorTable;

const judgeError = defineErrors(JUDGE_ERRORS);

export type JudgeCode = keyof typeof JUDGE_ERRORS;

/** Words a reason of the verdict as its row of the table does. */
export const reasonFor = <Code extends JudgeCode>(
  ...[code, details]: Parameters<typeof judgeError<Code>>
): { readonly code: string; readonly message: string } => ({
  code,
  message: judgeError(code, details).message,
});
