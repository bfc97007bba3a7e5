import type { CampaignRecord, SeedResult } from '../../harness/core/campaign.ts';
import { testedWith } from '../model/summary.ts';
import { escapeXml, renderCase, type Case } from '../junit/render-junit.ts';
import { failureLines, neverReachedLines } from './campaign-summary.ts';

/** One case a seed, and one for coverage. */
export function renderCampaignJunit(record: CampaignRecord): string {
  const cases = [...record.runs.map((run) => seedCase(record, run)), coverageCase(record)];
  const count = (kind: Case['kind']): number => cases.filter((found) => found.kind === kind).length;
  const seconds = (record.traffic.wallMs / 1000).toFixed(3);
  const counts = `tests="${cases.length}" failures="${count('failure')}" errors="${count('error')}" skipped="${count('skipped')}" time="${seconds}"`;
  const title = `${record.scenario} ${testedWith(record)}, simulated`;
  const properties = Object.entries({
    campaignId: record.campaignId,
    replay: record.replayCommand,
    outcome: record.verdict.outcome,
    ...record.versions,
  }).map(
    ([name, value]) => `      <property name="${escapeXml(name)}" value="${escapeXml(value)}"/>`,
  );
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="paydrill" ${counts}>`,
    `  <testsuite name="${escapeXml(title)}" timestamp="${escapeXml(record.startedAt)}" ${counts}>`,
    '    <properties>',
    ...properties,
    '    </properties>',
    ...cases.map(renderCase),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const KINDS = {
  held: 'passed',
  failed: 'failure',
  'rig-error': 'error',
  inconclusive: 'skipped',
  aborted: 'skipped',
} as const satisfies Record<SeedResult['outcome'], Case['kind']>;

function seedCase({ firstFailure, scenario }: CampaignRecord, run: SeedResult): Case {
  const story = firstFailure?.seed === run.seed ? failureLines(firstFailure) : [];
  const kind = KINDS[run.outcome];
  return {
    className: `paydrill.${scenario}.seed`,
    name: `seed ${run.seed}`,
    kind,
    body:
      kind === 'passed' ? '' : [`${run.outcome}: ${run.reasons.join(', ')}`, ...story].join('\n'),
  };
}

function coverageCase(record: CampaignRecord): Case {
  const never = neverReachedLines(record);
  const kind =
    never.length === 0 ? 'passed' : record.coverage.isRequired ? ('failure' as const) : 'skipped';
  return {
    className: `paydrill.${record.scenario}.coverage`,
    name: 'every fault met payments in every state that it can meet them in',
    kind,
    body: kind === 'passed' ? '' : ['never reached', ...never].join('\n'),
  };
}
