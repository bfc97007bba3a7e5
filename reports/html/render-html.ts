import { formatMoney } from '../../harness/core/money.ts';
import type { RunRecord, Witness } from '../../harness/core/record.ts';
import { describeEvent } from '../model/describe-event.ts';
import { ESTIMATE_NOTE, formatFaultCount, hasEstimates } from '../model/fault-count.ts';
import {
  formatBound,
  formatFigure,
  formatMs,
  formatRatio,
  formatMoment,
  formatRunTime,
} from '../model/format.ts';
import {
  brokenInvariants,
  meaningOf,
  moneyHarm,
  moneyNotKnown,
  OUTCOME_WORDS,
  titleOf,
} from '../model/summary.ts';
import { escapeHtml } from './chart.ts';
import { renderCharts } from './run-charts.ts';
import { SCRIPT, STYLE } from './style.ts';

/** One self-contained file: no network, no other file, light and dark, readable on a phone. */
export function renderHtml(record: RunRecord): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width,initial-scale=1">',
    `<title>${escapeHtml(`${OUTCOME_WORDS[record.verdict.outcome]}: ${titleOf(record)}`)}</title>`,
    '<link rel="icon" href="data:,">',
    `<style>${STYLE}</style>`,
    '</head>',
    '<body><main>',
    verdictSection(record),
    tilesSection(record),
    violationsSection(record),
    chartsSection(record),
    phasesSection(record),
    objectivesSection(record),
    faultsSection(record),
    invariantsSection(record),
    moneySection(record),
    rigSection(record),
    '</main>',
    `<script>${SCRIPT}</script>`,
    '</body></html>',
    '',
  ].join('\n');
}

/** "What broke" follows at once and tells these with their witnesses. */
const TOLD_BELOW: ReadonlySet<string> = new Set(['JUDGE_MONEY_VIOLATION', 'JUDGE_VIOLATION']);

function verdictSection(record: RunRecord): string {
  const { outcome } = record.verdict;
  const reasons = record.verdict.reasons.filter(({ code }) => !TOLD_BELOW.has(code));
  const list = reasons
    .slice(0, 12)
    .map(({ code, message }) => `<li><code>${escapeHtml(code)}</code> ${escapeHtml(message)}</li>`)
    .join('');
  const more = reasons.length > 12 ? `<li>and ${reasons.length - 12} more in record.json</li>` : '';
  return `<header class="verdict ${outcome}">
<h1><span class="word">${OUTCOME_WORDS[outcome]}</span> ${escapeHtml(titleOf(record))}</h1>
<p>${escapeHtml(meaningOf(record))}</p>
<p class="soft">Hypothesis: ${escapeHtml(record.hypothesis)}</p>
${list === '' ? '' : `<ul>${list}${more}</ul>`}
</header>`;
}

function tilesSection(record: RunRecord): string {
  const phase = (name: string) => record.phases.find((candidate) => candidate.name === name);
  const harm = moneyHarm(record);
  const unharmed = moneyNotKnown(record) === null ? 'none' : 'not known';
  const broken = brokenInvariants(record).reduce((sum, found) => sum + found.violations, 0);
  const tiles: readonly (readonly [string, string, boolean])[] = [
    [formatRatio(phase('fault')?.goodputRatio ?? null), 'goodput under fault', false],
    [formatRatio(phase('recovery')?.goodputRatio ?? null), 'goodput in recovery', false],
    [formatMs(phase('fault')?.latencyMs?.p95 ?? null), 'p95 under fault', false],
    [harm.length === 0 ? unharmed : harm.join('\n'), 'money harmed', harm.length > 0],
    [String(broken), 'violations', broken > 0],
    [
      `${record.load.completedIterations} / ${record.load.plannedIterations}`,
      `customers, ${record.load.droppedIterations} dropped`,
      record.load.droppedIterations > 0,
    ],
  ];
  return `<div class="tiles">${tiles
    .map(
      ([value, label, isBad]) =>
        `<div class="tile${isBad ? ' bad' : ''}${value.includes('\n') ? ' many' : ''}"><b>${escapeHtml(value)}</b><span>${escapeHtml(label)}</span></div>`,
    )
    .join('')}</div>`;
}

function violationsSection(record: RunRecord): string {
  const broken = brokenInvariants(record);
  if (broken.length === 0) return '';
  const cards = broken.map(
    (invariant) => `<article class="violation">
<h3>${escapeHtml(invariant.name)} <span class="soft">${invariant.violations} of ${invariant.checked}${invariant.isMoney ? ', money' : ''}</span></h3>
<p class="soft">${escapeHtml(invariant.promise)}</p>
${invariant.witnesses.slice(0, 3).map(renderWitness).join('')}
</article>`,
  );
  return `<section><h2>What broke</h2>${cards.join('')}</section>`;
}

function renderWitness(witness: Witness): string {
  const lines = witness.events.map((event) => {
    const { t, actor, text } = describeEvent(event);
    return `<li><time>${formatMoment(t)}</time><span class="who ${actor}">${actor}</span><span>${escapeHtml(text)}</span></li>`;
  });
  return `<p><code>${escapeHtml(witness.paymentId)}</code> ${escapeHtml(witness.story)}</p><ol class="story">${lines.join('')}</ol>`;
}

function chartsSection(record: RunRecord): string {
  return record.series.length === 0
    ? ''
    : `<section><h2>Timeline</h2>${renderCharts(record)}</section>`;
}

function table(
  title: string,
  heads: readonly string[],
  rows: readonly (readonly string[])[],
): string {
  return rows.length === 0
    ? ''
    : `<section><h2>${escapeHtml(title)}</h2><div class="scroll"><table><thead><tr>${heads
        .map(
          (head) => `<th${TEXT_COLUMNS.has(head) ? ' class="text"' : ''}>${escapeHtml(head)}</th>`,
        )
        .join(
          '',
        )}</tr></thead><tbody>${rows.map((row) => `<tr>${row.join('')}</tr>`).join('')}</tbody></table></div></section>`;
}

/** Columns whose cells are names or sentences. */
const TEXT_COLUMNS: ReadonlySet<string> = new Set(['what', 'promise', 'objective', 'invariant']);

const cell = (text: string | number): string => `<td>${escapeHtml(String(text))}</td>`;
const nameCell = (text: string): string => `<td class="name">${escapeHtml(text)}</td>`;
const textCell = (text: string): string => `<td class="text">${escapeHtml(text)}</td>`;

function phasesSection(record: RunRecord): string {
  return table(
    'Phases',
    [
      'phase',
      'goodput',
      'p50 / p95 / p99 ms',
      'offered',
      'succeeded',
      'declined',
      'pending',
      'failed',
      'unknown',
      'degraded',
      'retries',
      'attempts',
    ],
    record.phases.map((phase) => [
      cell(phase.name),
      cell(formatRatio(phase.goodputRatio)),
      cell(quantiles(phase.latencyMs)),
      cell(phase.payments.offered),
      cell(phase.payments.succeeded),
      cell(phase.payments.declined),
      cell(phase.payments.pending),
      cell(phase.payments.failed),
      cell(phase.payments.unknown),
      cell(phase.payments.degraded),
      cell(formatFigure('retry-amplification', phase.retryAmplification)),
      `<td>${
        Object.entries(phase.attemptsByProvider)
          .map(([provider, attempts]) => escapeHtml(`${provider} ${attempts}`))
          .join('<br>') || '–'
      }</td>`,
    ]),
  );
}

/** Three in one column, because a phone and a printed page have room for few. */
function quantiles(latencyMs: RunRecord['phases'][number]['latencyMs']): string {
  if (latencyMs === null) return '–';
  const { p50, p95, p99 } = latencyMs;
  return [p50, p95, p99].map((ms) => Math.round(ms)).join(' / ');
}

const OBJECTIVE_WORDS = { met: 'met', crossed: 'crossed', inconclusive: 'unsure' } as const;

// What came of it stands first: on a phone it would else be beyond the edge.
function objectivesSection(record: RunRecord): string {
  return table(
    'Objectives',
    ['', 'objective', 'phase', 'actual', 'wanted', '95 % interval'],
    record.objectives.map((objective) => [
      `<td><span class="mark ${objective.outcome}">${OBJECTIVE_WORDS[objective.outcome]}</span></td>`,
      nameCell(objective.name),
      cell(objective.phase),
      cell(formatFigure(objective.name, objective.actual)),
      cell(formatBound(objective.name, objective.bound)),
      cell(
        objective.interval === null
          ? '–'
          : objective.interval.map((edge) => formatFigure(objective.name, edge)).join(' to '),
      ),
    ]),
  );
}

function faultsSection(record: RunRecord): string {
  const rows = table(
    'Faults',
    ['fault', 'what', 'at', 'until', 'requests met', 'routed away', 'seen to work'],
    record.faults.map((fault) => [
      nameCell(fault.name),
      textCell(
        `${fault.layer}${fault.gateway === null ? '' : ` at ${fault.gateway}`}: ${fault.description}`,
      ),
      cell(fault.startMs === null ? 'never' : formatRunTime(fault.startMs)),
      cell(fault.endMs === null ? '–' : formatRunTime(fault.endMs)),
      cell(formatFaultCount(fault, 'touchedRequests')),
      cell(formatFaultCount(fault, 'routedAway')),
      `<td><span class="mark ${fault.isProved ? 'ok' : 'unjudged'}">${fault.isProved ? 'yes' : 'no'}</span></td>`,
    ]),
  );
  return hasEstimates(record) ? `${rows}<p class="note">${escapeHtml(ESTIMATE_NOTE)}</p>` : rows;
}

function invariantsSection(record: RunRecord): string {
  return table(
    'Invariants',
    ['', 'invariant', 'promise', 'violations', 'checked', 'scope'],
    record.invariants.map((invariant) => {
      const state = !invariant.judged ? 'unjudged' : invariant.violations > 0 ? 'broken' : 'ok';
      const word = { unjudged: 'not judged', broken: 'broken', ok: 'held' }[state];
      return [
        `<td><span class="mark ${state}">${word}</span></td>`,
        nameCell(invariant.name),
        textCell(invariant.promise),
        cell(invariant.violations),
        cell(invariant.checked),
        cell(invariant.scope),
      ];
    }),
  );
}

function moneySection(record: RunRecord): string {
  return table(
    'Money',
    ['currency', 'captured', 'refunded', 'charged twice', 'lost to the customer'],
    Object.entries(record.money).map(([currency, figures]) => [
      cell(currency),
      ...[
        figures.capturedMinor,
        figures.refundedMinor,
        figures.doubleChargedMinor,
        figures.lostMinor,
      ].map((amountMinor) => cell(formatMoney(amountMinor, currency))),
    ]),
  );
}

function rigSection(record: RunRecord): string {
  const { rig } = record;
  return `<section><h2>This run</h2>
<p><code>${escapeHtml(record.replayCommand)}</code></p>
<p class="soft">run ${escapeHtml(record.runId)}, seed ${record.seed}, ${escapeHtml(record.world)} world, began ${escapeHtml(record.startedAt)};
${Object.entries(record.versions)
  .map(([name, version]) => escapeHtml(`${name} ${version}`))
  .join(', ')}</p>
<p class="soft">start-up ${formatMs(rig.startupMs)}, load ${formatMs(rig.loadMs)}, drain ${formatMs(rig.drainMs)}, judge ${formatMs(rig.judgeMs)}, in all ${formatMs(rig.totalMs)}</p>
<details><summary>resolved options</summary><pre><code>${escapeHtml(JSON.stringify(record.options, null, 2))}</code></pre></details></section>`;
}
