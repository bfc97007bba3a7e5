import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
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

  it('as TypeScript has the right types', async () => {
    const path = join(folder, 'mine.ts');
    expect((await init(path)).code).toBe(EXIT.held);
    // The package is not installed beside the file here.
    const index = fileURLToPath(new URL('../../config/index.ts', import.meta.url));
    const text = await readFile(path, 'utf8');
    await writeFile(path, text.replace("'paydrill'", JSON.stringify(index)));
    expect(await loadScenario(path)).toMatchObject({ name: 'my-drill' });
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
