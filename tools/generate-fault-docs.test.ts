import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { GATEWAY_FAULTS, parseFaultHeader } from '../mocks/faults/index.ts';
import { renderFaultDocs } from './generate-fault-docs.ts';

const faults = Object.values(GATEWAY_FAULTS);

test('docs/faults.md is what the registry says', async () => {
  const file = await readFile(new URL('../docs/faults.md', import.meta.url), 'utf8');
  expect(file).toBe(await renderFaultDocs(faults));
});

test('every example in the docs works as a header', async () => {
  const docs = await renderFaultDocs(faults);
  const headers = Array.from(docs.matchAll(/^paydrill-fault: (.+)$/gm), ([, value]) => value ?? '');
  expect(headers).toHaveLength(faults.length);
  expect(headers.map((header) => parseFaultHeader(header).options)).toEqual(
    faults.map((fault) => fault.example),
  );
});
