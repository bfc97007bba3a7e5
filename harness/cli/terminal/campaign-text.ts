import type { CampaignRecord } from '../../core/campaign.ts';
import {
  campaignHeadline,
  coveredStates,
  failureLines,
  neverReachedLines,
  OUTCOME_WORDS,
  pairsLine,
  speedLine,
  testedWith,
} from '../../../reports/index.ts';
import type { Style } from './style.ts';

const PAINT = {
  held: 'good',
  failed: 'bad',
  inconclusive: 'warn',
  aborted: 'warn',
  'rig-error': 'bad',
} as const;

const MOST_REASONS = 5;
/** A swarm has a hundred faults; its report has all of them. */
const MOST_FAULTS = 20;
const MOST_NEVER = 10;

/** What was proved for how much traffic, or the first seed that failed, why, and how to see it. */
export function renderCampaign(record: CampaignRecord, folder: string, style: Style): string {
  const { verdict, scenario, firstFailure } = record;
  const never = neverReachedLines(record);
  const lines = [
    `${style[PAINT[verdict.outcome]](OUTCOME_WORDS[verdict.outcome])}  ${scenario} ${testedWith(record)}, simulated: ${campaignHeadline(record)}`,
    '',
    `speed     ${speedLine(record)}`,
    ...verdict.reasons
      .slice(0, MOST_REASONS)
      .map(({ code, message }) => `${style.warn('because')}   ${code}: ${message}`),
    ...(verdict.reasons.length > MOST_REASONS
      ? [`          and of ${verdict.reasons.length - MOST_REASONS} more, in the report`]
      : []),
    ...(firstFailure === null
      ? []
      : [
          '',
          `${style.bad('seed')}      ${firstFailure.seed} is the first that failed`,
          ...failureLines(firstFailure).map((line) => `          ${line}`),
          `replay    ${firstFailure.replayCommand}`,
          ...(firstFailure.runFolder === null ? [] : [`kept      ${firstFailure.runFolder}`]),
        ]),
    '',
    `pairs     ${pairsLine(record)}`,
    ...coverageTable(record),
    ...never.slice(0, MOST_NEVER).map((line) => `${style.warn('never')}     ${line}`),
    ...(never.length > MOST_NEVER
      ? [`          and of ${never.length - MOST_NEVER} more faults, in the report`]
      : []),
    '',
    `report    ${folder}/campaign.md`,
    ...(firstFailure === null ? [`replay    ${record.replayCommand}`] : []),
  ];
  return `${lines.join('\n')}\n`;
}

/** Calls that each fault met, by what the payment was doing. */
function coverageTable(record: CampaignRecord): readonly string[] {
  const states = coveredStates(record);
  const { faults } = record.coverage;
  if (faults.length === 0 || faults.length > MOST_FAULTS) return [];
  const first = Math.max(...faults.map(({ fault }) => fault.length), 'calls that met'.length);
  const row = (name: string, cells: readonly string[]): string =>
    `          ${name.padEnd(first)}  ${cells.map((text, index) => text.padStart((states[index] ?? '').length)).join('  ')}`;
  return [
    row('calls that met', states),
    ...faults.map(({ fault, calls }) =>
      row(
        fault,
        states.map((state) => String(calls[state])),
      ),
    ),
  ];
}
