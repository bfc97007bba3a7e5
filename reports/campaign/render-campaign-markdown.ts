import type { CampaignRecord } from '../../harness/core/campaign.ts';
import { OUTCOME_WORDS, testedWith } from '../model/summary.ts';
import {
  campaignHeadline,
  coveredStates,
  failureLines,
  neverReachedLines,
  speedLine,
} from './campaign-summary.ts';

/** A campaign for a pull request or a chat. */
export function renderCampaignMarkdown(record: CampaignRecord): string {
  const sections = [
    headSection(record),
    failureSection(record),
    failedSeeds(record),
    coverageSection(record),
    `Replay: \`${record.replayCommand}\`, ${speedLine(record)}.`,
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function headSection(record: CampaignRecord): string {
  const { verdict, scenario, hypothesis } = record;
  return [
    `## ${OUTCOME_WORDS[verdict.outcome]}: ${cell(scenario)} ${cell(testedWith(record))}, simulated`,
    '',
    `${campaignHeadline(record)}. *${cell(hypothesis)}*`,
    ...(verdict.reasons.length === 0 ? [] : ['']),
    ...verdict.reasons.slice(0, 10).map(({ code, message }) => `- \`${code}\` ${cell(message)}`),
  ].join('\n');
}

function failureSection({ firstFailure }: CampaignRecord): string {
  if (firstFailure === null) return '';
  return [
    `### First failing seed: ${firstFailure.seed}`,
    '',
    '```',
    ...(firstFailure.violations.length === 0
      ? firstFailure.reasons.map(({ code, message }) => `${code}: ${message}`)
      : failureLines(firstFailure)),
    '```',
    '',
    `Replay: \`${firstFailure.replayCommand}\``,
    ...(firstFailure.casePath === null
      ? []
      : ['', `Shrunk: \`paydrill replay ${firstFailure.casePath}\``]),
  ].join('\n');
}

const MOST_ROWS = 50;

function failedSeeds({ runs }: CampaignRecord): string {
  const failed = runs.filter(({ outcome }) => outcome !== 'held');
  if (failed.length === 0) return '';
  return [
    '| seed | outcome | broken | crossed |',
    '|--:|---|---|---|',
    ...failed
      .slice(0, MOST_ROWS)
      .map(
        ({ seed, outcome, brokenInvariants, crossedObjectives }) =>
          `| ${seed} | ${outcome} | ${brokenInvariants.join(', ')} | ${crossedObjectives.join(', ')} |`,
      ),
    ...(failed.length > MOST_ROWS
      ? ['', `and ${failed.length - MOST_ROWS} more, in campaign.json`]
      : []),
  ].join('\n');
}

function coverageSection(record: CampaignRecord): string {
  const { faults } = record.coverage;
  if (faults.length === 0) return '';
  const states = coveredStates(record);
  const never = neverReachedLines(record);
  return [
    '### What the faults met',
    '',
    `| fault | ${states.join(' | ')} |`,
    `|---|${states.map(() => '--:|').join('')}`,
    ...faults.map(
      ({ fault, calls }) =>
        `| ${cell(fault)} | ${states.map((state) => calls[state]).join(' | ')} |`,
    ),
    ...(never.length === 0 ? [] : ['', 'Never reached:', '', ...never.map((line) => `- ${line}`)]),
  ].join('\n');
}

const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
