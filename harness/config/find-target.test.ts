import { chmod, mkdir, mkdtempDisposable, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findTarget } from './find-target.ts';
import { parseTarget } from './parse-target.ts';
import { refusalOf } from './refusal.fixture.ts';

describe('a target', () => {
  it.each([
    ['module:./a/server.js', { kind: 'module', path: '/here/a/server.js' }],
    [' module: /b/server.mts ', { kind: 'module', path: '/b/server.mts' }],
    ['command:./pay --port 1', { kind: 'command', words: ['./pay', '--port', '1'] }],
    ['command: java -jar "a b.jar"', { kind: 'command', words: ['java', '-jar', 'a b.jar'] }],
  ])('%j is known by its form', (given, target) => {
    expect(parseTarget(given, '/here')).toEqual(target);
  });

  it.each([
    ['', 'starts with no known form'],
    ['./server.js', 'starts with no known form'],
    ['http://127.0.0.1:3000', 'starts with no known form'],
    ['Module:./server.js', 'starts with no known form'],
    ['module:', 'has no path'],
    ['module:./server', 'does not end in .js'],
    ['module:./server.py', 'does not end in .js'],
    ['command:', 'has no program'],
    ['command: ""', 'has no program'],
    ['command:a | b', 'needs a shell for "|"'],
    ['command:"a b', 'opens a quote'],
    ['command:PORT=1 a', '"env" before PORT=1'],
  ])('%j is refused with the forms that there are', async (given, reason) => {
    const refusal = await refusalOf(() => parseTarget(given));
    expect(refusal).toMatchObject({ code: 'CONFIG_TARGET_MALFORMED', exitCode: 2 });
    expect(refusal.message).toContain(`"${given}" `);
    expect(refusal.message).toContain(reason);
    expect(refusal.hint).toMatch(/module:\.\/path.*command:\.\/my-service/);
  });

  it('with a live key in it is refused and never repeated', async () => {
    const refusal = await refusalOf(() => parseTarget('command:./pay --key sk_live_123abc'));
    expect(refusal).toMatchObject({ code: 'CONFIG_LIVE_KEY', exitCode: 2 });
    expect(`${refusal.message}${refusal.hint}`).not.toContain('123abc');
  });
});

async function withPrograms(use: (folder: string) => Promise<void>): Promise<void> {
  await using folder = await mkdtempDisposable(join(tmpdir(), 'targets-'));
  await writeFile(join(folder.path, 'pay'), '#!/bin/sh\n');
  await chmod(join(folder.path, 'pay'), 0o755);
  await writeFile(join(folder.path, 'plain'), '');
  await writeFile(join(folder.path, 'server.js'), '');
  await mkdir(join(folder.path, 'folder.js'));
  await use(folder.path);
}

describe('what a target names is looked for before anything starts:', () => {
  it('a module by its path', () =>
    withPrograms(async (folder) => {
      const given = `module:${folder}/server.js`;
      const path = join(folder, 'server.js');
      expect(await findTarget(given)).toEqual({ kind: 'module', given, path });
    }));

  it('a program by its path or on the PATH, with the environment of the shell', () =>
    withPrograms(async (folder) => {
      const environment = { PATH: `/nowhere:${folder}`, LANG: 'C' };
      const program = join(folder, 'pay');
      for (const given of ['command:pay -x', `command:${program} -x`]) {
        const found = await findTarget(given, environment);
        expect(found).toEqual({ kind: 'command', given, program, args: ['-x'], environment });
      }
    }));

  it.each([
    ['module:FOLDER/none.js', 'ENOENT'],
    ['module:FOLDER/folder.js', 'it is no file'],
    ['command:FOLDER/none', 'ENOENT'],
    ['command:FOLDER/plain', 'EACCES'],
    ['command:FOLDER/folder.js', 'it is no file'],
    ['command:plain', 'it is not on the PATH'],
    ['command:folder.js', 'it is not on the PATH'],
  ])('%s is not there', (given, reason) =>
    withPrograms(async (folder) => {
      const target = given.replace('FOLDER', folder);
      const refusal = await refusalOf(() => findTarget(target, { PATH: folder }));
      expect(refusal).toMatchObject({ code: 'CONFIG_TARGET_MISSING', exitCode: 2 });
      expect(refusal.message).toContain(reason);
    }),
  );

  it('and a command is refused where its environment holds a live key, which is never repeated', () =>
    withPrograms(async (folder) => {
      const environment = { PATH: folder, STRIPE_API_KEY: 'sk_live_123abc' };
      const refusal = await refusalOf(() => findTarget('command:pay', environment));
      expect(refusal).toMatchObject({ code: 'CONFIG_LIVE_KEY_AROUND', exitCode: 2 });
      expect(refusal.message).toContain('STRIPE_API_KEY');
      expect(refusal.message + refusal.hint).not.toContain('123abc');
    }));

  it('a number in the environment may be anything', () =>
    withPrograms(async (folder) => {
      const environment = { PATH: folder, BUILD_ID: '4929123456789015' };
      expect(await findTarget('command:pay', environment)).toMatchObject({ kind: 'command' });
    }));
});
