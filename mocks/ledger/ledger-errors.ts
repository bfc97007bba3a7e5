import { defineErrors, EXIT, type ErrorTable } from '../../harness/core/errors.ts';

export const LEDGER_ERRORS = {
  LEDGER_OVERDRAWN: {
    message: '{movement} of {amountMinor} on {authorisation}, which covers only {coveredMinor}',
    hint: 'This is a bug of the gateway dialect: it must check the amount before money moves.',
    exitCode: EXIT.rigError,
  },
  LEDGER_BAD_AMOUNT: {
    message: '{movement} of {amountMinor} on {authorisation} is no positive integer of minor units',
    hint: 'This is a bug of the gateway dialect: amounts are checked before money moves.',
    exitCode: EXIT.rigError,
  },
  LEDGER_CURRENCY_CHANGED: {
    message: '{movement} in {currency} on {authorisation}, which was authorised in {expected}',
    hint: 'This is a bug of the gateway dialect: one authorisation has one currency.',
    exitCode: EXIT.rigError,
  },
} as const satisfies ErrorTable;

export const ledgerError = defineErrors(LEDGER_ERRORS);
