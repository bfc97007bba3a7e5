import type { RunRecord } from '../../core/record.ts';
import {
  brokenInvariants,
  describeEvent,
  describeObjective,
  formatMoment,
  goodputLine,
  heldInvariants,
  meaningOf,
  moneyHarm,
  OUTCOME_WORDS,
  titleOf,
  unjudgedInvariants,
} from '../../../reports/index.ts';
import type { Style } from './style.ts';

const PAINT = {
  held: 'good',
  failed: 'bad',
  inconclusive: 'warn',
  aborted: 'warn',
  'rig-error': 'bad',
} as const;

/** What an on-call engineer needs: what held, what broke, who proves it, what it cost, where to look. */
export function renderVerdict(record: RunRecord, reportPath: string, style: Style): string {
  const { outcome } = record.verdict;
  const paint = style[PAINT[outcome]];
  const harm = moneyHarm(record);
  const lines = [
    `${paint(OUTCOME_WORDS[outcome])}  ${titleOf(record)}`,
    meaningOf(outcome),
    '',
    `goodput   ${goodputLine(record)}`,
    `money     ${harm.length === 0 ? 'no money was harmed' : style.bad(harm.join('; '))}`,
    `held      ${heldInvariants(record)
      .map((invariant) => invariant.name)
      .join(', ')}`,
    ...brokenLines(record, style),
    ...objectiveLines(record, style),
    ...faultLines(record, style),
    ...unjudgedLines(record, style),
    ...reasonLines(record, style),
    '',
    `report    ${reportPath}`,
    `replay    ${record.replayCommand}`,
  ];
  return `${lines.join('\n')}\n`;
}

function brokenLines(record: RunRecord, style: Style): readonly string[] {
  return brokenInvariants(record).flatMap((invariant) => {
    const [witness] = invariant.witnesses;
    return [
      `${style.bad('broke')}     ${style.strong(invariant.name)}: ${invariant.violations} of ${invariant.checked}. ${invariant.promise}`,
      ...(witness === undefined
        ? []
        : [
            `          ${witness.paymentId}: ${witness.story}`,
            ...witness.events.map((event) => {
              const { t, actor, text } = describeEvent(event);
              return style.soft(`            ${formatMoment(t)} ${actor}: ${text}`);
            }),
          ]),
    ];
  });
}

function objectiveLines(record: RunRecord, style: Style): readonly string[] {
  return record.objectives
    .filter((objective) => objective.outcome !== 'met')
    .map(
      (objective) =>
        `${objective.outcome === 'crossed' ? style.bad('crossed') : style.warn('unsure ')}   ${describeObjective(objective)}`,
    );
}

function faultLines(record: RunRecord, style: Style): readonly string[] {
  return record.faults.map(
    (fault) =>
      `${fault.isProved || fault.touchedRequests > 0 ? 'fault  ' : style.warn('fault  ')}   ${fault.name}: met ${fault.touchedRequests} requests${fault.routedAway === 0 ? '' : `, ${fault.routedAway} routed away`}`,
  );
}

function unjudgedLines(record: RunRecord, style: Style): readonly string[] {
  const names = unjudgedInvariants(record).map((invariant) => invariant.name);
  return names.length === 0 ? [] : [`${style.warn('unjudged')}  ${names.join(', ')}`];
}

/** Reasons that no invariant or objective above has told already. */
function reasonLines(record: RunRecord, style: Style): readonly string[] {
  const told = new Set([
    ...record.invariants.map((invariant) => invariant.name),
    ...record.objectives.map((objective) => objective.name as string),
  ]);
  return record.verdict.reasons
    .filter(({ code }) => !told.has(code))
    .map(({ code, message }) => `${style.warn('because')}   ${code}: ${message}`);
}
