import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ERROR_TABLES } from '../../harness/cli/error-tables.ts';

const rows = Object.entries(ERROR_TABLES).flatMap(([area, table]) =>
  Object.entries(table).map(([code, row]) => ({ area, code, row })),
);

const testTexts = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.test.ts'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !path.endsWith('error-tables.test.ts'))
  .map((path) => readFileSync(path, 'utf8'))
  .join('\n');

describe('the error tables', () => {
  it('give every code a message and a hint', () => {
    for (const { row } of rows) {
      expect(row.message).not.toBe('');
      expect(row.hint.length).toBeGreaterThan(10);
    }
  });

  it('use no code twice', () => {
    const codes = rows.map(({ code }) => code);
    expect(codes.toSorted()).toEqual([...new Set(codes)].toSorted());
  });

  it('have a test for every code that an error can carry', () => {
    const errors = rows.filter(({ area }) => area !== 'Reasons in a verdict');
    expect(errors.filter(({ code }) => !testTexts.includes(code)).map(({ code }) => code)).toEqual(
      [],
    );
  });
});
