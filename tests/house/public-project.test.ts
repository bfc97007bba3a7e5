import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '');

/** A condition is fine where the reason is printed; nothing else is. */
function switchesTestOff(text: string): boolean {
  if (/\.(?:only|todo|skip)\b|\bskip\(|\bx(?:it|test|describe)\(/.test(text)) return true;
  if (!/\.(?:skipIf|runIf)\b/.test(text)) return false;
  return !/process\.stdout\.write\([^;]*skipped/.test(text);
}

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

  it.each([
    ["it.only('x', () => {})", true],
    ["it.concurrent.only('x', () => {})", true],
    ["test.todo('x')", true],
    ["describe.skip('x', () => {})", true],
    ["it('x', (context) => context.skip())", true],
    ["it('x', ({ skip }) => skip())", true],
    ["xdescribe('x', () => {})", true],
    ["it.skipIf(true)('x', () => {})", true],
    ["it.runIf(false)('x', () => {})", true],
    ["it.runIf(false)('x', () => {}); process.stdout.write('beginning')", true],
    ["process.stdout.write(`${name} skipped: no Go`); it.skipIf(true)('x', () => {})", false],
    ["it('skips', () => expect(list.skipped).toBe(1))", false],
  ])('is searched for tests that are switched off: %s', (text, isOff) => {
    expect(switchesTestOff(text)).toBe(isOff);
  });

  it('leaves no test switched off without a printed reason', () => {
    const tests = files.filter(
      (path) => path.endsWith('.test.ts') && !path.startsWith('tests/house/'),
    );
    expect(tests.filter((path) => switchesTestOff(readFileSync(path, 'utf8')))).toEqual([]);
  });
});

describe('the package', () => {
  it.each(['tsconfig.build.json', 'tsconfig.k6.build.json'])(
    'is built without tests: %s',
    (config) => {
      const compiler = fileURLToPath(import.meta.resolve('typescript/package.json'));
      const listed = execFileSync(
        process.execPath,
        [join(dirname(compiler), 'bin', 'tsc'), '-p', config, '--listFilesOnly'],
        { encoding: 'utf8' },
      );
      expect(listed).toContain('/scenarios/');
      expect(listed.split('\n').filter((path) => /\.(test|fixture)\.ts$/.test(path))).toEqual([]);
    },
  );
});
