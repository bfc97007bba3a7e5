import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Rig } from '../../mocks/faults/rig.fixture.ts';
import type * as RigFixture from '../../mocks/faults/rig.fixture.ts';
import type { Dialect } from '../../mocks/kernel/dialect.ts';

// docs/adding-a-gateway.md is a promise that its blocks, put into a tree like this one, are a gateway.
// They are: into a copy of the folders that they touch, next to this tree's packages.

interface Block {
  readonly language: string;
  readonly path: string;
  readonly text: string;
}

const page = await readFile('docs/adding-a-gateway.md', 'utf8');
const blocks: readonly Block[] = [...page.matchAll(/^```(\w+) (\S+)\n(.*?)^```$/gms)].map(
  ([, language = '', path = '', text = '']) => ({ language, path, text }),
);

// Hidden, so that no other compiler or test run of the tree finds it.
await mkdir('.cache', { recursive: true });
const folder = await mkdtemp(join(process.cwd(), '.cache', 'adding-a-gateway-'));
await buildTree();
afterAll(() => rm(folder, { recursive: true }));

async function buildTree(): Promise<void> {
  // What the other dialects' tests need brings the types of whole client libraries with it.
  const filter = (path: string): boolean =>
    !path.endsWith('.test.ts') &&
    !(path.startsWith('mocks/dialects/') && path.endsWith('.fixture.ts'));
  for (const part of ['mocks', 'harness/core']) {
    await cp(part, join(folder, part), { recursive: true, filter });
  }
  for (const { language, path, text } of blocks) {
    const target = join(folder, path);
    await mkdir(dirname(target), { recursive: true });
    await writeFile(
      target,
      language === 'diff' ? applyDiff(await readFile(target, 'utf8'), text) : text,
    );
  }
  const base = join(process.cwd(), 'tsconfig.base.json');
  const settings = { extends: base, compilerOptions: { types: ['node'] }, include: ['**/*.ts'] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
}

/** Lines that start with a space or `-` must stand in the file, once and in this order. */
function applyDiff(file: string, diff: string): string {
  const side = (signs: string): string =>
    diff
      .split('\n')
      .filter((line) => line !== '' && signs.includes(line.charAt(0)))
      .map((line) => `${line.slice(1)}\n`)
      .join('');
  const [before, after, ...more] = file.split(side(' -'));
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`not once in its file:\n${diff}`);
  }
  return before + side(' +') + after;
}

/** A module of the copy; it has the types of the one that it is a copy of. */
const load = async <Module>(path: string): Promise<Module> =>
  (await import(/* @vite-ignore */ join(folder, path))) as Module;

describe('the page about adding a gateway', () => {
  it('names a file for every block of code', () => {
    expect(page.match(/^```\w/gm)).toHaveLength(blocks.length);
    expect(blocks.length).toBeGreaterThan(10);
  });

  it('is free of mistakes of type', async () => {
    const compiler = fileURLToPath(import.meta.resolve('typescript/package.json'));
    const options = [join(dirname(compiler), 'bin', 'tsc'), '-p', folder];
    const failed = await promisify(execFile)(process.execPath, options).then(
      () => '',
      (error: unknown) => String(Reflect.get(Object(error), 'stdout')),
    );
    expect(failed).toBe('');
  });
});

describe('the gateway of the page', () => {
  let rig: Rig;
  beforeAll(async () => {
    const { startRig } = await load<typeof RigFixture>('mocks/faults/rig.fixture.ts');
    const registry = await load<{ readonly DIALECTS: Readonly<Record<string, Dialect>> }>(
      'mocks/dialects/registry.ts',
    );
    const dialect = registry.DIALECTS['pebble'];
    if (dialect === undefined) throw new Error('the page registers no dialect');
    rig = await startRig({ dialect });
  });
  afterAll(() => rig[Symbol.asyncDispose]());

  const post = (path: string, body: object, key: string) =>
    rig.ask('POST', path, {
      body,
      headers: {
        authorization: `Pebble ${rig.gateway.environment['PEBBLE_API_KEY'] ?? ''}`,
        'pebble-key': key,
      },
    });

  it('takes a payment once under a fault, and its ledger tells the truth', async () => {
    const made = await post('/payments', { order: 'o-1', amount: 1000, currency: 'EUR' }, 'a');
    expect(made).toMatchObject({ kind: 'answered', status: 201 });
    const id = rig.gateway.journal(1)[0]?.object ?? '';
    const card = { card: '4242424242424242' };
    rig.arm('processed-then-500');
    expect(await post(`/payments/${id}/confirm`, card, 'b')).toMatchObject({ status: 500 });
    rig.gateway.faults.clearAll();
    expect(await post(`/payments/${id}/confirm`, card, 'b')).toMatchObject({ status: 200 });
    expect(await post(`/payments/${id}/capture`, {}, 'c')).toMatchObject({ status: 200 });
    expect(rig.gateway.ledger()).toMatchObject([
      { movement: 'authorise', amountMinor: 1000, currency: 'EUR', order: 'o-1', object: id },
      { movement: 'capture', amountMinor: 1000, currency: 'EUR', order: 'o-1', object: id },
    ]);
  });

  it('accounts for what it took', () => {
    const file = rig.gateway.settlement({ fromMs: 0, toMs: Number.MAX_SAFE_INTEGER / 2 ** 10 });
    expect(file?.body).toMatch(/^payment,.*\npeb_\w+,capture,EUR,1000,10,990\n$/);
  });
});

describe('a test of the page', async () => {
  const tests = blocks.filter(({ path }) => path.endsWith('.test.ts'));
  for (const { path } of tests) await load(path);
});
