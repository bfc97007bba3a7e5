import type { InvariantResult, RunRecord } from '../../core/record.ts';
import type { JUDGE_ERRORS } from '../../judge/index.ts';
import {
  brokenInvariants,
  describeEvent,
  describeObjective,
  formatFaultCount,
  formatMoment,
  goodputLine,
  heldInvariants,
  meaningOf,
  moneyHarm,
  moneyLine,
  OUTCOME_WORDS,
  titleOf,
  unjudgedInvariants,
} from '../../../reports/index.ts';
import type { Style } from './style.ts';
import { wrapLine } from './wrap-line.ts';

const PAINT = {
  held: 'good',
  failed: 'bad',
  inconclusive: 'warn',
  aborted: 'warn',
  'rig-error': 'bad',
} as const;

/**
 * What an on-call engineer needs, in the order of need: why there is no verdict, if there is none;
 * what broke and who proves it; what it cost; what held; where to look.
 */
export function renderVerdict(
  record: RunRecord,
  reportPath: string | null,
  style: Style,
  columns?: number,
): string {
  const { outcome } = record.verdict;
  const isJudged = outcome === 'held' || outcome === 'failed';
  const lines = [
    `${style[PAINT[outcome]](OUTCOME_WORDS[outcome])}  ${titleOf(record)}`,
    meaningOf(record),
    ...(isJudged ? [] : reasonLines(record, style)),
    '',
    ...brokenLines(record, style),
    ...objectiveLines(record, style),
    `money     ${moneyHarm(record).length === 0 ? moneyLine(record) : style.bad(moneyLine(record))}`,
    `goodput   ${goodputLine(record)}`,
    ...faultLines(record, style),
    ...heldLines(record),
    ...unjudgedLines(record, style),
    ...(isJudged ? reasonLines(record, style) : []),
    '',
    `report    ${reportPath ?? 'could not be written'}`,
    `replay    ${record.replayCommand}`,
  ];
  return `${lines.map((line) => wrapLine(line, columns)).join('\n')}\n`;
}

function heldLines(record: RunRecord): readonly string[] {
  const held = heldInvariants(record);
  if (held.length === 0) return [];
  const names = held.map(({ name }) => name).join(', ');
  const count = held.length === record.invariants.length ? `all ${held.length}` : held.length;
  return [`held      ${count}: ${names}`];
}

function brokenLines(record: RunRecord, style: Style): readonly string[] {
  return brokenInvariants(record).flatMap((invariant) => {
    const [witness, ...others] = invariant.witnesses;
    return [
      `${style.bad('broke')}     ${style.strong(invariant.name)}: ${extentOf(invariant)}. ${invariant.promise}`,
      ...(witness === undefined
        ? []
        : [
            `          ${witness.paymentId}: ${witness.story}`,
            ...witness.events.map((event) => {
              const { t, actor, text } = describeEvent(event);
              return style.soft(`            ${formatMoment(t)} ${actor}: ${text}`);
            }),
          ]),
      ...(others.length === 0
        ? []
        : [
            `          also ${others.map(({ paymentId }) => paymentId).join(', ')}: see the report`,
          ]),
    ];
  });
}

/** `59 of 648 orders`; what is judged once for the whole run has nothing to count. */
const extentOf = ({ scope, violations, checked }: InvariantResult): string =>
  scope === 'run' ? `${violations} times` : `${violations} of ${checked} ${scope}s`;

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
      `${fault.isProved || fault.touchedRequests > 0 ? 'fault  ' : style.warn('fault  ')}   ${fault.name}: met ${formatFaultCount(fault, 'touchedRequests', 'about ')} requests${fault.routedAway === 0 ? '' : `, ${formatFaultCount(fault, 'routedAway', 'about ')} routed away`}`,
  );
}

function unjudgedLines(record: RunRecord, style: Style): readonly string[] {
  const names = unjudgedInvariants(record).map((invariant) => invariant.name);
  return names.length === 0 ? [] : [`${style.warn('unjudged')}  ${names.join(', ')}`];
}

/** The lines above have told these, in more detail. */
const TOLD_ABOVE: ReadonlySet<string> = new Set<keyof typeof JUDGE_ERRORS>([
  'JUDGE_MONEY_VIOLATION',
  'JUDGE_VIOLATION',
  'JUDGE_OBJECTIVE_CROSSED',
  'JUDGE_OBJECTIVE_INCONCLUSIVE',
  'JUDGE_OBJECTIVE_UNMEASURED',
]);

function reasonLines(record: RunRecord, style: Style): readonly string[] {
  return record.verdict.reasons
    .filter(({ code }) => !TOLD_ABOVE.has(code))
    .map(({ code, message }) => `${style.warn('because')}   ${code}: ${message}`);
}
