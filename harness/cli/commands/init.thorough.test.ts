import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadScenario } from '../../config/index.ts';
import { EXIT } from '../../core/errors.ts';
import { runCli } from '../program.ts';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paydrill-init-'));
});
afterEach(async () => {
  process.exitCode = undefined;
  await rm(folder, { recursive: true, force: true });
});

async function init(file: string, ...more: readonly string[]) {
  const said: string[] = [];
  const output = { result: () => {}, log: (text: string) => void said.push(text) };
  const code = await runCli(['init', file, ...more], output);
  return { code, said: said.join('\n') };
}

describe('a scenario that is begun', () => {
  it.each(['mine.yaml', 'mine.yml', 'mine.json'])('as %s is valid as it stands', async (name) => {
    const path = join(folder, name);
    expect((await init(path, '--from', 'token-expiry')).code).toBe(EXIT.held);
    const { hypothesis } = await loadScenario('token-expiry');
    expect(await loadScenario(path)).toMatchObject({ name: 'my-drill', hypothesis });
  });

  it('as TypeScript names this package by the way there where it is not installed', async () => {
    const path = join(folder, 'mine.ts');
    expect((await init(path)).code).toBe(EXIT.held);
    const text = await readFile(path, 'utf8');
    const [, way = ''] = /from '(\S+)'/.exec(text) ?? [];
    expect(join(folder, way)).toBe(fileURLToPath(new URL('../../../index.ts', import.meta.url)));
    // The smallest module that has the function: the whole package takes seconds to check.
    const config = fileURLToPath(new URL('../../config/index.ts', import.meta.url));
    await writeFile(path, text.replace(way, config));
    expect(await loadScenario(path)).toMatchObject({ name: 'my-drill' });
  });

  it('as TypeScript names this package by its name where it is installed', async () => {
    const home = join(folder, 'node_modules', 'paydrill');
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'index.js'), '');
    const path = join(folder, 'mine.ts');
    await init(path);
    expect(await readFile(path, 'utf8')).toContain("from 'paydrill'");
  });

  it.each([
    ['with another ending is refused', 'mine.yal', EXIT.usage, 'did you mean ".yaml"'],
    ['where there is no folder can not be written', 'not/there.yaml', EXIT.rigError, 'UNWRITABLE'],
  ])('%s', async (_what, name, exitCode, text) => {
    const { code, said } = await init(join(folder, name));
    expect(code).toBe(exitCode);
    expect(said).toContain(text);
  });

  it('never takes the place of one that is there', async () => {
    const path = join(folder, 'mine.yaml');
    await init(path);
    const { code, said } = await init(path);
    expect(code).toBe(EXIT.usage);
    expect(said).toContain('is there already');
  });
});
