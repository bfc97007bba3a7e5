import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { GATEWAY_FAULTS, canBeAsked, parseFaultHeader } from '../mocks/faults/index.ts';
import type { FaultDefinition } from '../mocks/faults/index.ts';
import { FAULT_KINDS, resolveScenario } from '../harness/config/index.ts';
import { renderFaultDocs } from './generate-fault-docs.ts';

const faults = Object.values(GATEWAY_FAULTS);

test('docs/faults.md is what the registry says', async () => {
  const file = await readFile(new URL('../docs/faults.md', import.meta.url), 'utf8');
  expect(file).toBe(await renderFaultDocs(faults));
});

test('every example in the docs works as a header', async () => {
  const docs = await renderFaultDocs(faults);
  const headers = Array.from(docs.matchAll(/^paydrill-fault: (.+)$/gm), ([, value]) => value ?? '');
  expect(headers.map((header) => parseFaultHeader(header).definition)).toEqual(
    Object.values<FaultDefinition>(GATEWAY_FAULTS).filter((fault) => canBeAsked(fault)),
  );
  for (const header of headers) {
    const { definition, options } = parseFaultHeader(header);
    expect(options).toEqual(definition.example);
  }
});

test('the docs have every network and process fault, and every option of it', async () => {
  const docs = await renderFaultDocs(faults);
  const [, others = ''] = docs.split('## Network faults');
  for (const { name, summary, options } of FAULT_KINDS) {
    expect(others).toMatch(new RegExp(`^\\| \`${name}\` +\\| `, 'm'));
    expect(others).toContain(summary);
    for (const option of Object.keys(options)) expect(others).toContain(`\`${option}\``);
  }
});

test('the examples of network and process faults in the docs are a scenario that is valid', async () => {
  const [, others = ''] = (await renderFaultDocs(faults)).split('## Network faults');
  const examples = Array.from(
    others.matchAll(/^```json\n(.+?)^```/gms),
    ([, text]) => JSON.parse(text ?? '') as unknown,
  );
  const scenario = { name: 'docs', hypothesis: 'It is valid.', faults: examples };
  expect(resolveScenario(scenario).faults.map(({ layer }) => layer)).toEqual([
    'network',
    'process',
  ]);
});

test('every example of a gateway fault in the docs is a scenario that is valid', async () => {
  const [gateway = ''] = (await renderFaultDocs(faults)).split('## Network faults');
  const examples = Array.from(
    gateway.matchAll(/^```json\n(.+?)^```/gms),
    ([, text]) => JSON.parse(text ?? '') as { fault: string; gateway: string },
  );
  expect(examples).toHaveLength(faults.length + 1);
  // The reference service knows no provider that signs its answers, so no scenario has one.
  const known = examples.filter((example) => example.gateway !== 'wechatpay');
  const scenario = { name: 'docs', hypothesis: 'It is valid.', faults: known };
  const unique = known.map((example, index) => ({ ...example, name: `fault-${index}` }));
  expect(resolveScenario({ ...scenario, faults: unique }).faults).toHaveLength(known.length);
});
