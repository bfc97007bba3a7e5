import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { bundleScript } from './bundle-script.ts';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'bundle-test-'));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

async function write(name: string, source: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, source);
  return path;
}
const bundle = (entry: string) => bundleScript({ entry, outFile: join(directory, 'out.js') });

describe('a bundle', () => {
  test('is one file that imports nothing but k6, and the same each time', async () => {
    await write('amount.ts', 'export const amount: number = 5;');
    const entry = await write(
      'entry.ts',
      `import http from 'k6/http';
       import { sleep } from 'k6';
       import { amount } from './amount.ts';
       export default () => { http.get('http://127.0.0.1'); sleep(amount); };`,
    );
    const one = await bundle(entry);
    const text = await readFile(one.file, 'utf8');
    const imported = [...text.matchAll(/from "([^"]+)"/g)].map(([, name]) => name);
    expect(new Set(imported)).toEqual(new Set(['k6', 'k6/http']));
    expect(text).toContain('sourceMappingURL=data:');
    expect(one.inputs.some((input) => input.endsWith('amount.ts'))).toBe(true);
    const elsewhere = await bundleScript({ entry, outFile: join(directory, 'a/b/c.js') });
    expect(elsewhere.sha256).toBe(one.sha256);
  });

  test('holds no syntax that the engine of k6 lacks', async () => {
    const entry = await write(
      'loops.ts',
      `async function* one() { yield 1; }
       export default async () => { for await (const n of one()) console.log(n); };`,
    );
    const text = await readFile((await bundle(entry)).file, 'utf8');
    expect(text).not.toMatch(/for await|async function\*/);
  });

  test('is refused where the script needs Node', async () => {
    const entry = await write(
      'node.ts',
      "import { readFileSync } from 'node:fs'; import 'crypto'; export default readFileSync;",
    );
    await expect(bundle(entry)).rejects.toMatchObject({
      code: 'LIVE_BUNDLE_NODE',
      exitCode: 2,
      message: expect.stringMatching(/crypto .*node\.ts.*node:fs/),
    });
  });

  test('tells file and line of what cannot be read or found', async () => {
    const entry = await write('broken.ts', "import './nowhere.ts';\nexport default (;");
    await expect(bundle(entry)).rejects.toMatchObject({
      code: 'LIVE_BUNDLE_FAILED',
      message: expect.stringContaining('broken.ts:2:'),
    });
  });
});
