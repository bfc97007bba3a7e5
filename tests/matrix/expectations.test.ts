import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../harness/judge/index.ts';
import { CATALOGUE_NAMES } from '../../scenarios/catalogue/registry.ts';
import { POLICY_NAMES } from '../../scenarios/policies/registry.ts';
import { EXPECTATIONS, judgeCell } from './expectations.ts';
import type { CellResult } from './run-cell.ts';

const result = (change: Partial<CellResult>): CellResult => ({
  scenario: 'impatient-customers',
  policy: 'failover-on-unknown',
  seed: 1,
  runId: 'one',
  outcome: 'failed',
  broken: ['fenced-failover', 'no-double-charge'],
  crossed: [],
  reasons: [],
  goodputUnderFault: 1,
  retryAmplification: 1,
  ...change,
});

describe('the matrix of expectations', () => {
  it('has a cell for every scenario and policy, and names only invariants that exist', () => {
    const known = INVARIANTS.map(({ name }): string => name);
    for (const scenario of CATALOGUE_NAMES) {
      for (const policy of POLICY_NAMES) {
        const { breaks, mayBreak } = EXPECTATIONS[scenario][policy];
        expect(known).toEqual(expect.arrayContaining([...breaks, ...mayBreak]));
      }
    }
  });

  it('finds every bad policy out in some scenario, and the good ones in none', () => {
    const rows = CATALOGUE_NAMES.map((scenario) => EXPECTATIONS[scenario]);
    const isCaught = (policy: (typeof POLICY_NAMES)[number]): boolean =>
      rows.some((row) => !row[policy].outcomes.includes('held'));
    expect(POLICY_NAMES.filter((policy) => !isCaught(policy))).toEqual([
      'resilient',
      'second-hold',
    ]);
  });

  it('says what differs', () => {
    expect(judgeCell(result({}))).toEqual([]);
    expect(judgeCell(result({ broken: ['fenced-failover'] }))).toEqual(['no-double-charge held']);
    expect(
      judgeCell(result({ broken: ['fenced-failover', 'no-double-charge', 'no-secrets'] })),
    ).toEqual(['no-secrets broke']);
    expect(judgeCell(result({ outcome: 'rig-error' }))[0]).toContain('rig-error, expected failed');
    expect(judgeCell(result({ policy: 'nobody' }))).toHaveLength(1);
  });
});
