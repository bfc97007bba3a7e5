import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '');

describe('the repository', () => {
  it('carries no download address in its lock file', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.toContain('"resolved"');
  });

  it('has folders that name the domain, never the pattern', () => {
    expect(files.filter((path) => /(^|\/)(utils|helpers|services|types)\//.test(path))).toEqual([]);
  });

  it('names TypeScript files in kebab-case', () => {
    const names = files
      .filter((path) => path.endsWith('.ts'))
      .map((path) => path.split('/').at(-1));
    expect(names.filter((name) => !/^[a-z0-9]+([.-][a-z0-9]+)*\.ts$/.test(name ?? ''))).toEqual([]);
  });

  it('leaves no test switched off without a printed reason', () => {
    const tests = files.filter(
      (path) => path.endsWith('.test.ts') && !path.startsWith('tests/house/'),
    );
    const switchedOff = tests.filter((path) =>
      /\b(it|test|describe)\.(only|todo)\b|\b(xit|xdescribe)\(/.test(readFileSync(path, 'utf8')),
    );
    expect(switchedOff).toEqual([]);
  });
});
