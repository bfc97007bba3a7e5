import type { ErrorRow, ErrorTable } from '../core/errors.ts';
import { CONFIG_ERRORS } from '../config/index.ts';
import { DRILL_ERRORS } from '../drill/errors.ts';
import { JUDGE_ERRORS } from '../judge/index.ts';
import { LIVE_ERRORS } from '../live/errors.ts';
import { CASE_ERRORS } from '../simulator/cases/errors.ts';
import { SIMULATOR_ERRORS } from '../simulator/index.ts';
import { FAULT_ERRORS } from '../../mocks/faults/errors.ts';
import { CONTROL_ERRORS } from '../../mocks/control/errors.ts';
import { LEDGER_ERRORS } from '../../mocks/ledger/ledger-errors.ts';
import { MOCKS_ERRORS } from '../../mocks/process/errors.ts';
import { SCRIPT_ERRORS } from '../../mocks/script/errors.ts';
import { STATE_ERRORS } from '../../mocks/state/errors.ts';
import { REPORT_ERRORS } from '../../reports/index.ts';
import { SERVICE_ERRORS } from '../../service/errors.ts';
import { PROVIDER_ERRORS } from '../../service/providers/errors.ts';
import { CLI_ERRORS } from './errors.ts';
import { VERDICT_REASONS } from './verdict-reasons.ts';

/** Every code that paydrill can print, by area. `explain` and docs/errors.md are made from it. */
export const ERROR_TABLES: Readonly<Record<string, ErrorTable>> = {
  'Command line': CLI_ERRORS,
  Configuration: CONFIG_ERRORS,
  Drill: DRILL_ERRORS,
  'Live rig': LIVE_ERRORS,
  'Virtual world': SIMULATOR_ERRORS,
  Cases: CASE_ERRORS,
  Judge: JUDGE_ERRORS,
  Gateways: MOCKS_ERRORS,
  'State of gateways': STATE_ERRORS,
  'Fault scripts': SCRIPT_ERRORS,
  Ledger: LEDGER_ERRORS,
  'Gateway faults': FAULT_ERRORS,
  'Control API': CONTROL_ERRORS,
  Reports: REPORT_ERRORS,
  'Reference service': SERVICE_ERRORS,
  Providers: PROVIDER_ERRORS,
  'Reasons in a verdict': VERDICT_REASONS,
};

export function findErrorRow(code: string): ErrorRow | undefined {
  for (const table of Object.values(ERROR_TABLES)) {
    const row = table[code];
    if (row !== undefined) return row;
  }
  return undefined;
}

export const allErrorCodes = (): readonly string[] =>
  Object.values(ERROR_TABLES).flatMap((table) => Object.keys(table));
