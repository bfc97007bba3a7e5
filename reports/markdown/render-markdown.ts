import type { RunRecord } from '../../harness/core/record.ts';
import { describeEvent } from '../model/describe-event.ts';
import { ESTIMATE_NOTE, formatFaultCount, hasEstimates } from '../model/fault-count.ts';
import { formatMoment, formatMs, formatRatio, formatRunTime } from '../model/format.ts';
import {
  brokenInvariants,
  describeObjective,
  heldInvariants,
  meaningOf,
  moneyHarm,
  moneyLine,
  OUTCOME_WORDS,
  titleOf,
  unjudgedInvariants,
} from '../model/summary.ts';

/** GitHub refuses comments above 64 KB; this leaves room for what a bot writes around it. */
export const MARKDOWN_LIMIT_BYTES = 60_000;

/** A report for a pull request or a chat, under {@link MARKDOWN_LIMIT_BYTES}. */
export function renderMarkdown(record: RunRecord): string {
  // Witnesses are what can grow; fewer of them until it fits.
  for (let perInvariant = 5; perInvariant >= 0; perInvariant -= 1) {
    const text = render(record, perInvariant);
    if (Buffer.byteLength(text) < MARKDOWN_LIMIT_BYTES) return text;
  }
  return `${render(record, 0).slice(0, MARKDOWN_LIMIT_BYTES / 4)}\n\n… cut; the whole is in record.json\n`;
}

function render(record: RunRecord, witnessesPerInvariant: number): string {
  const sections = [
    headSection(record),
    brokenSection(record, witnessesPerInvariant),
    phaseSection(record),
    objectiveSection(record),
    faultSection(record),
    evidenceSection(record),
  ];
  return `${sections.filter((section) => section !== '').join('\n\n')}\n`;
}

function headSection(record: RunRecord): string {
  const harm = moneyHarm(record);
  return [
    `## ${OUTCOME_WORDS[record.verdict.outcome]}: ${cell(titleOf(record))}`,
    '',
    `${meaningOf(record)} *${cell(record.hypothesis)}*`,
    '',
    harm.length === 0 ? `Money: ${moneyLine(record)}.` : `**Money: ${moneyLine(record)}.**`,
    ...(record.verdict.reasons.length === 0
      ? []
      : [
          '',
          ...record.verdict.reasons
            .slice(0, 20)
            .map(({ code, message }) => `- \`${code}\` ${cell(message)}`),
        ]),
  ].join('\n');
}

function brokenSection(record: RunRecord, witnessesPerInvariant: number): string {
  const broken = brokenInvariants(record);
  if (broken.length === 0) return '';
  return [
    '### What broke',
    ...broken.flatMap((invariant) => [
      '',
      `**${invariant.name}** – ${invariant.violations} of ${invariant.checked}. ${cell(invariant.promise)}`,
      ...invariant.witnesses.slice(0, witnessesPerInvariant).flatMap((witness) => [
        '',
        `\`${witness.paymentId}\`: ${cell(witness.story)}`,
        '',
        ...witness.events.map((event) => {
          const line = describeEvent(event);
          return `1. \`${formatMoment(line.t)}\` ${line.actor}: ${cell(line.text)}`;
        }),
      ]),
    ]),
  ].join('\n');
}

function phaseSection(record: RunRecord): string {
  return [
    '| phase | offered | succeeded | declined | pending | failed | unknown | degraded | goodput | p50 | p95 | p99 | retries |',
    '|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|',
    ...record.phases.map(
      ({ name, payments, goodputRatio, latencyMs, retryAmplification }) =>
        `| ${name} | ${payments.offered} | ${payments.succeeded} | ${payments.declined} | ${payments.pending} | ${payments.failed} | ${payments.unknown} | ${payments.degraded} | ${formatRatio(goodputRatio)} | ${formatMs(latencyMs?.p50 ?? null)} | ${formatMs(latencyMs?.p95 ?? null)} | ${formatMs(latencyMs?.p99 ?? null)} | ${retryAmplification === null ? '–' : `${retryAmplification.toFixed(2)}×`} |`,
    ),
  ].join('\n');
}

function objectiveSection(record: RunRecord): string {
  if (record.objectives.length === 0) return '';
  const mark = { met: '✅', crossed: '❌', inconclusive: '❔' } as const;
  return record.objectives
    .map((objective) => `- ${mark[objective.outcome]} ${describeObjective(objective)}`)
    .join('\n');
}

function faultSection(record: RunRecord): string {
  if (record.faults.length === 0) return '';
  return [
    '| fault | at | until | met | routed away | proved |',
    '|---|--:|--:|--:|--:|---|',
    ...record.faults.map(
      (fault) =>
        `| ${cell(fault.name)}: ${cell(fault.description)} | ${fault.startMs === null ? 'never' : formatRunTime(fault.startMs)} | ${fault.endMs === null ? '–' : formatRunTime(fault.endMs)} | ${formatFaultCount(fault, 'touchedRequests')} | ${formatFaultCount(fault, 'routedAway')} | ${fault.isProved ? 'yes' : 'no'} |`,
    ),
    ...(hasEstimates(record) ? ['', ESTIMATE_NOTE] : []),
  ].join('\n');
}

function evidenceSection(record: RunRecord): string {
  const held = heldInvariants(record).map((invariant) => invariant.name);
  const unjudged = unjudgedInvariants(record).map((invariant) => invariant.name);
  return [
    `<details><summary>${held.length} invariants held; seed ${record.seed}</summary>`,
    '',
    `Held: ${held.join(', ') || 'none'}.`,
    ...(unjudged.length === 0 ? [] : [`Not judged: ${unjudged.join(', ')}.`]),
    '',
    `Replay: \`${record.replayCommand}\``,
    '',
    Object.entries(record.versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
    '',
    '</details>',
  ].join('\n');
}

/** Keeps text from ending a table cell or opening HTML. */
const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\s+/g, ' ');
