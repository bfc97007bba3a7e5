import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CATALOGUE_NAMES } from '../../scenarios/catalogue/registry.ts';
import { POLICIES, POLICY_NAMES } from '../../scenarios/policies/registry.ts';
import { EXIT } from '../core/errors.ts';
import { checkTypes } from './check-types.ts';
import { loadFile, loadPolicy, loadScenario } from './load-scenario.ts';
import { readInput } from './read-file.ts';
import { refusalOf } from './refusal.fixture.ts';

let cwd = '';
beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'paydrill-load-'));
});
afterAll(() => rm(cwd, { recursive: true }));

const write = (file: string, text: string): Promise<void> => writeFile(join(cwd, file), text);
const SCENARIO = { name: 'from-file', hypothesis: 'It holds.', timeline: { faultMs: '7s' } };
const INDEX = fileURLToPath(new URL('./index.ts', import.meta.url));

describe('loading a scenario', () => {
  it.each(CATALOGUE_NAMES)('%s of the catalogue goes by its name', async (name) => {
    const scenario = await loadScenario(name);
    expect(scenario.name).toBe(name);
    expect(scenario.hypothesis.split('. ')).toHaveLength(1);
  });

  it('reads JSON', async () => {
    await write('s.json', JSON.stringify(SCENARIO));
    expect((await loadScenario('s.json', { cwd })).timeline.faultMs).toBe(7_000);
  });

  it('reads YAML', async () => {
    await write('s.yaml', 'name: from-file\nhypothesis: It holds.\ntimeline:\n  faultMs: 7s\n');
    expect((await loadScenario('./s.yaml', { cwd })).timeline.faultMs).toBe(7_000);
  });

  it('imports TypeScript', async () => {
    const text = `const scenario: object = ${JSON.stringify(SCENARIO)};\nexport { scenario };`;
    await write('s.ts', text);
    expect((await loadScenario('s.ts', { cwd })).name).toBe('from-file');
  });

  it('stops at the one type error of a scenario before anything is imported', async () => {
    await write(
      'wrong-option.ts',
      `import { defineScenario } from ${JSON.stringify(INDEX)};
       export const right = defineScenario(${JSON.stringify(SCENARIO)});
       export default defineScenario({ name: 'x', hypothesis: 'y', faults: [{ name: 'a',
         layer: 'gateway', gateway: 'stripe', durationMs: '1s', fault: 'late-arrival',
         options: { holdMs: 'long' } }] });
       throw new Error('was imported');`,
    );
    const refusal = await refusalOf(() => loadScenario('wrong-option.ts', { cwd }));
    expect(refusal.code).toBe('CONFIG_TYPE_ERROR');
    expect(refusal.message.match(/error TS\d+/g)).toHaveLength(1);
    expect(refusal.message).toMatch(/'string' is not assignable to type 'number'/);
  });

  it('tells a compiler that does not end from a type error', async () => {
    await write('slow.ts', 'export default {};');
    const refusal = await refusalOf(() => checkTypes(join(cwd, 'slow.ts'), 1));
    expect(refusal.message).toContain('the compiler has not ended after 1 ms');
  });

  it('tells where YAML is broken', async () => {
    await write('broken.yaml', 'name: a\n  hypothesis: [');
    const refusal = await refusalOf(() => loadScenario('broken.yaml', { cwd }));
    expect(refusal.message).toMatch(/broken\.yaml can not be read as YAML: .*line 1/);
  });

  it.each([
    [
      'holds itself',
      'name: a\nhypothesis: &h\n  deep: *h\n',
      /hypothesis\.deep must not hold itself/,
    ],
    ['has a tag that is not known', 'name: !!js/function a\n', /Unresolved tag.*line 1/],
    ['has two documents', 'name: a\n---\nname: b\n', /more than one document/],
  ])('refuses YAML that %s', async (_what, text, message) => {
    await write('odd.yaml', text);
    const refusal = await refusalOf(() => loadScenario('odd.yaml', { cwd }));
    expect(refusal.exitCode).toBe(EXIT.usage);
    expect(refusal.message).toMatch(message);
  });

  it('reads a file that begins with the mark of a Windows editor', async () => {
    await write('marked.json', `\uFEFF${JSON.stringify(SCENARIO)}`);
    expect((await loadScenario('marked.json', { cwd })).name).toBe('from-file');
  });

  it.each([
    ['waits', 'await new Promise((done) => setTimeout(done, 1e6));'],
    ['loops', 'for (;;);'],
  ])('gives up a module that %s and never finishes loading', async (_what, text) => {
    await write('waits.mjs', `${text}\nexport default {};\n`);
    const refusal = await refusalOf(() => readInput(join(cwd, 'waits.mjs'), 'scenario', 300));
    expect(refusal).toMatchObject({ code: 'CONFIG_FILE_MALFORMED' });
    expect(refusal.message).toContain('has not finished loading after 300 ms');
  });

  it.each([
    ['ends the process', 'process.exit(7);', 'ended with exit code 7 before it had finished'],
    [
      'waits for what never comes',
      'await new Promise(() => {});',
      'before it had finished loading',
    ],
    ['exports no data', 'export const scenario = { name: () => 1 };', 'no plain data: () => 1'],
  ])('refuses a module that %s', async (_what, text, reason) => {
    await write('odd.mjs', text);
    const refusal = await refusalOf(() => loadScenario('odd.mjs', { cwd }));
    expect(refusal).toMatchObject({ code: 'CONFIG_FILE_MALFORMED', exitCode: EXIT.usage });
    expect(refusal.message).toContain(reason);
  });

  it('refuses what may never end, a pipe or a device, and a folder, without opening them', async () => {
    execFileSync('mkfifo', [join(cwd, 'pipe.yaml')]);
    await mkdir(join(cwd, 'folder.json'));
    await symlink('/dev/zero', join(cwd, 'zero.json'));
    for (const path of ['pipe.yaml', 'zero.json', 'folder.json']) {
      const refusal = await refusalOf(() => loadScenario(path, { cwd }));
      expect(refusal).toMatchObject({ code: 'CONFIG_FILE_IRREGULAR', exitCode: EXIT.usage });
    }
  });

  it('keeps what a module threw as the cause', async () => {
    await write('throws.mjs', `throw new Error('from inside');`);
    const refusal = await refusalOf(() => loadScenario('throws.mjs', { cwd }));
    expect(refusal).toMatchObject({
      code: 'CONFIG_FILE_MALFORMED',
      cause: { message: 'from inside' },
    });
  });

  it('takes the policy from a file', async () => {
    await write('p.json', '{ "name": "patient", "deadlineMs": "9s" }');
    const { policy } = await loadScenario('answer-lost', { cwd, policy: './p.json' });
    expect(policy).toMatchObject({ name: 'patient', deadlineMs: 9_000 });
  });
});

describe('loading a file of either kind', () => {
  it('tells a policy from a scenario by its keys', async () => {
    await write('either-policy.json', '{ "name": "patient", "deadlineMs": "9s" }');
    expect(await loadFile('either-policy.json', cwd)).toMatchObject({ deadlineMs: 9_000 });
    await write('either.json', JSON.stringify({ ...SCENARIO, policy: { deadlineMs: 500 } }));
    expect(await loadFile('either.json', cwd)).toMatchObject({ timeline: { faultMs: 7_000 } });
  });

  it('takes a policy that a module exports by name', async () => {
    await write('named.mjs', 'export const policy = { bulkhead: null };');
    expect(await loadFile('./named.mjs', cwd)).toMatchObject({ bulkhead: null });
  });

  it('asks of a file that is neither for what a scenario needs', async () => {
    await write('neither.json', '{ "name": "x" }');
    const refusal = await refusalOf(() => loadFile('neither.json', cwd));
    expect(refusal.message).toMatch(/hypothesis/);
  });
});

describe('loading a policy', () => {
  it.each(POLICY_NAMES)('%s goes by its name and passes its own rules', async (name) => {
    expect(await loadPolicy(name)).toEqual(POLICIES[name]);
    expect(await loadPolicy(POLICIES[name])).toEqual(POLICIES[name]);
  });

  it('takes JSON text', async () => {
    expect(await loadPolicy('{ "bulkhead": null }')).toMatchObject({ bulkhead: null });
  });

  it('refuses JSON text that is cut', async () => {
    const refusal = await refusalOf(() => loadPolicy('{ "bulkhead": '));
    expect(refusal.message).toMatch(/the inline policy can not be read as JSON/);
  });
});
