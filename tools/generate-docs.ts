// Writes what in docs/ is made from the code: docs/errors.md, docs/faults.md,
// docs/control-api.openapi.json and the schemas of records. With `--check` it writes nothing and
// fails when one is stale.
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { CONTROL_ROUTES, describeApi } from '../mocks/control/index.ts';
import { GATEWAY_FAULTS } from '../mocks/faults/index.ts';
import { ERROR_TABLES } from '../harness/cli/error-tables.ts';
import { campaignJsonSchema, recordJsonSchema } from '../reports/index.ts';
import { renderFaultDocs } from './generate-fault-docs.ts';

const DOCS: Readonly<Record<string, () => Promise<string>>> = {
  'errors.md': renderErrorDocs,
  'faults.md': () => renderFaultDocs(Object.values(GATEWAY_FAULTS)),
  'control-api.openapi.json': () => pretty(JSON.stringify(describeApi(CONTROL_ROUTES)), 'json'),
  'campaign.schema.json': () => pretty(JSON.stringify(campaignJsonSchema()), 'json'),
  'record.schema.json': () => pretty(JSON.stringify(recordJsonSchema()), 'json'),
};

function renderErrorDocs(): Promise<string> {
  const areas = Object.entries(ERROR_TABLES).map(([area, table]) => {
    const rows = Object.entries(table).map(
      ([code, row]) =>
        `| \`${code}\` | ${cell(row.message)} | ${cell(row.hint)} | ${row.exitCode} |`,
    );
    return `## ${area}\n\n| code | message | what to do | exit code |\n|---|---|---|--:|\n${rows.join('\n')}\n`;
  });
  const text = `# Error codes\n\nEvery code that paydrill prints; \`paydrill explain <code>\` says the same. Written by \`npm run docs\`.\n\n${areas.join('\n')}`;
  return pretty(text, 'markdown');
}

/** As `npm run format` would leave it. */
async function pretty(text: string, parser: 'json' | 'markdown'): Promise<string> {
  const config = await resolveConfig(fileURLToPath(import.meta.url));
  return format(text, { ...config, parser });
}

const cell = (text: string): string =>
  text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');

async function main(): Promise<void> {
  const isCheck = process.argv.includes('--check');
  const stale: string[] = [];
  for (const [name, render] of Object.entries(DOCS)) {
    const path = fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
    const wanted = await render();
    const got = await readFile(path, 'utf8').catch(() => '');
    if (got === wanted) continue;
    if (isCheck) stale.push(`docs/${name}`);
    else await writeFile(path, wanted);
  }
  if (stale.length === 0) return;
  process.stderr.write(`stale: ${stale.join(', ')}; "npm run docs" writes them anew\n`);
  process.exitCode = 1;
}

if (import.meta.main) await main();
