import type { InvariantResult, ObjectiveResult, RunRecord } from '../../harness/core/record.ts';
import { describeEvent } from '../model/describe-event.ts';
import { formatMoment } from '../model/format.ts';
import { describeObjective, titleOf } from '../model/summary.ts';

export interface Case {
  readonly className: string;
  readonly name: string;
  readonly body: string;
  readonly kind: 'passed' | 'failure' | 'error' | 'skipped';
}

/**
 * JUnit XML as Surefire's schema has it: one case for each invariant and objective, and one for
 * the rig. A rig error is an `error`, a failed resilience check a `failure`, what could not be
 * judged `skipped` with its reason.
 */
export function renderJunit(record: RunRecord): string {
  const cases = [
    rigCase(record),
    ...record.invariants.map(invariantCase),
    ...record.objectives.map(objectiveCase),
  ];
  const count = (kind: Case['kind']): number => cases.filter((found) => found.kind === kind).length;
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds(record.rig.totalMs)}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="paydrill" ${counts}>`,
    `  <testsuite name="${escapeXml(titleOf(record))}" timestamp="${escapeXml(record.startedAt)}" ${counts}>`,
    '    <properties>',
    ...Object.entries({
      seed: record.seed,
      world: record.world,
      runId: record.runId,
      replay: record.replayCommand,
      outcome: record.verdict.outcome,
      ...record.versions,
    }).map(
      ([name, value]) =>
        `      <property name="${escapeXml(name)}" value="${escapeXml(String(value))}"/>`,
    ),
    '    </properties>',
    ...cases.map(renderCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function rigCase(record: RunRecord): Case {
  const isBroken = record.verdict.outcome === 'rig-error';
  const reasons = record.verdict.reasons.map(({ code, message }) => `${code}: ${message}`);
  const kind = isBroken ? 'error' : record.verdict.outcome === 'aborted' ? 'skipped' : 'passed';
  return {
    className: `paydrill.${record.scenario}.rig`,
    name: 'the rig worked and the run was complete',
    kind,
    body: kind === 'passed' ? '' : reasons.join('\n'),
  };
}

function invariantCase(invariant: InvariantResult): Case {
  const kind = !invariant.judged ? 'skipped' : invariant.violations > 0 ? 'failure' : 'passed';
  const stories = invariant.witnesses.map((witness) =>
    [
      `${witness.paymentId}: ${witness.story}`,
      ...witness.events.map((event) => {
        const line = describeEvent(event);
        return `  ${formatMoment(line.t)} ${line.actor}: ${line.text}`;
      }),
    ].join('\n'),
  );
  return {
    className: 'paydrill.invariant',
    name: invariant.name,
    kind,
    body: {
      passed: '',
      error: '',
      skipped: 'not judged: this run has no evidence for it',
      failure: [
        `${invariant.violations} of ${invariant.checked} break: ${invariant.promise}`,
        ...stories,
      ].join('\n'),
    }[kind],
  };
}

function objectiveCase(objective: ObjectiveResult): Case {
  const kind = ({ met: 'passed', crossed: 'failure', inconclusive: 'skipped' } as const)[
    objective.outcome
  ];
  return {
    className: 'paydrill.objective',
    name: `${objective.name} in ${objective.phase}`,
    kind,
    body: kind === 'passed' ? '' : describeObjective(objective),
  };
}

export function renderCase({ className, name, kind, body }: Case): string {
  const open = `    <testcase classname="${escapeXml(className)}" name="${escapeXml(name)}"`;
  if (kind === 'passed') return `${open}/>`;
  const [message = ''] = body.split('\n');
  const inner =
    kind === 'skipped'
      ? `<skipped message="${escapeXml(body)}"/>`
      : `<${kind} message="${escapeXml(message)}">${escapeXml(body)}</${kind}>`;
  return `${open}>${inner}</testcase>`;
}

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** Escapes text for XML 1.0 and drops the characters that it cannot carry at all. */
export function escapeXml(text: string): string {
  return (
    text
      // oxlint-disable-next-line no-control-regex -- these are the ones that XML forbids
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}
