// Writes docs/faults.md from the registry of gateway faults and the table of the other layers. With `--check` it writes nothing and
// fails when the file is stale, which is what CI asks.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { renderNetworkFaults, renderProcessFaults } from './render-fault-layers.ts';
import { GATEWAY_FAULTS, describeOptions } from '../mocks/faults/index.ts';
import type { DescribedOption, FaultDefinition, OptionVariant } from '../mocks/faults/index.ts';

const DOCS_FILE = fileURLToPath(new URL('../docs/faults.md', import.meta.url));

const PREAMBLE = `# Faults

What a drill can break, in three layers: [gateway](#gateway-faults), what the application behind the
socket does; [network](#network-faults), what Toxiproxy does on the way there; and
[process](#process-faults), what happens to the target itself. \`paydrill list faults\` lists them all,
\`paydrill show <name>\` shows one. This file is written from the code by \`npm run docs\`.

A fault begins \`atMs\` after the start of the fault phase, lasts for \`durationMs\` and has to end within
the phase.

## Gateway faults

Each fault can be armed three ways:

- by a scenario, as an entry of its fault timeline;
- by the control API of the gateways, \`POST /faults\`, with a lease after which it clears itself;
- by one request for itself, with the header \`paydrill-fault: <name>[;key=value...]\`.

The first two also take a \`share\` of requests (0 to 1) and a filter of \`operations\`. Which requests a
share picks is a hash of the seed, the name it was armed by, the merchant's reference, the operation and
how often the gateway has seen that reference and operation: the same in every run with that seed,
whatever the concurrency, and not for ever the same for a retry.

"Takes effect" means that the gateway handles the request as usual: money may move, and its ledger
says so.
`;

/** The whole file as Prettier wants it. */
export async function renderFaultDocs(faults: readonly FaultDefinition[]): Promise<string> {
  const contents = faults.map((fault) => `- [${fault.name}](#${fault.name})`).join('\n');
  const sections = faults.map(renderFault).join('\n');
  const others = [renderNetworkFaults(), renderProcessFaults()].join('\n\n');
  return format(`${PREAMBLE}\n${contents}\n\n${sections}\n${others}`, {
    parser: 'markdown',
    printWidth: 100,
  });
}

function renderFault(fault: FaultDefinition): string {
  return [
    `### ${fault.name}`,
    fault.summary,
    `Meets: ${fault.appliesTo.map((operation) => `\`${operation}\``).join(', ')}.`,
    ...describeOptions(fault).map(renderVariant),
    `Example, in a scenario and as a header:`,
    `\`\`\`json\n${JSON.stringify({ fault: fault.name, options: fault.example })}\n\`\`\``,
    `\`\`\`\npaydrill-fault: ${renderHeader(fault)}\n\`\`\``,
    '',
  ].join('\n\n');
}

function renderVariant({ choice, options }: OptionVariant): string {
  if (options.length === 0) return 'It has no options.';
  const title = choice === null ? '' : `With \`${choice.option}\` \`"${choice.value}"\`:\n\n`;
  const rows = options.map(renderOption).join('\n');
  return `${title}| option | values | default | meaning |\n| --- | --- | --- | --- |\n${rows}`;
}

function renderOption(option: DescribedOption): string {
  const defaultValue = option.defaultValue === null ? 'none' : `\`${option.defaultValue}\``;
  return `| \`${option.name}\` | ${option.values} | ${defaultValue} | ${option.description} |`;
}

const renderHeader = (fault: FaultDefinition): string =>
  [
    fault.name,
    ...Object.entries(fault.example).map(([key, value]) => `${key}=${String(value)}`),
  ].join(';');

async function main(isCheck: boolean): Promise<number> {
  const wanted = await renderFaultDocs(Object.values(GATEWAY_FAULTS));
  if (!isCheck) {
    await writeFile(DOCS_FILE, wanted);
    return 0;
  }
  const found = await readFile(DOCS_FILE, 'utf8').catch(() => '');
  if (found === wanted) return 0;
  process.stderr.write('docs/faults.md is stale: run node tools/generate-fault-docs.ts\n');
  return 1;
}

if (import.meta.main) process.exitCode = await main(process.argv.includes('--check'));
