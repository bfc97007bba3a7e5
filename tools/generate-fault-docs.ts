// Writes docs/faults.md from the registry of gateway faults and the table of the other layers. With `--check` it writes nothing and
// fails when the file is stale, which is what CI asks.

import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import { renderNetworkFaults, renderProcessFaults } from './render-fault-layers.ts';
import { GATEWAY_FAULTS, canBeAsked, describeOptions, gatewaysFor } from '../mocks/faults/index.ts';
import type { DescribedOption, FaultDefinition, OptionVariant } from '../mocks/faults/index.ts';
import { PROVIDER_OPERATIONS } from '../harness/core/outcome.ts';
import { FACT_NAMES } from '../mocks/kernel/payment-facts.ts';

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
- by one request for itself, where that makes sense, with the header \`paydrill-fault: <name>[;key=value...]\`.

Requests, webhooks and settlement lines that a fault has met are counted; exchanges and webhook
deliveries carry its name.

### Choosing what it meets

| key | meaning |
| --- | --- |
| \`share\` | Share of requests, 0 to 1. Which ones is a hash of the seed, the name it was armed by, the merchant's reference, the operation and how often the gateway has seen that reference and operation: the same in every run with that seed, whatever the concurrency, and not for ever the same for a retry. |
| \`sharePer\` | \`"payment"\`: the share is of payments, and all requests of a drawn payment meet it. |
| \`operations\` | Only these: ${PROVIDER_OPERATIONS.map((name) => `\`${name}\``).join(', ')}. |
| \`match\` | Only what fits all rules, by field. |
| \`attempts\` | Only these tries of one operation on one payment, counted from 1 since the fault was armed: \`[1, 2]\` fails twice and then lets through. |
| \`pattern\` | The same in words: \`"fail fail pass"\`; with \`repeat\` at the end it begins anew. |
| \`cycle\` | \`{ "onMs": 2000, "offMs": 3000 }\`: on and off in turn, from when it is armed. |

All of them work in scenarios and with the control API. The header takes \`share\`, \`attempts=1,2\` and
\`pattern=fail fail pass\` beside the options: an SDK that repeats a request sends its headers again.

Fields of \`match\` are facts about the payment, as far as the request or the object that it names tells
them (${FACT_NAMES.map((name) => `\`${name}\``).join(', ')}), or a path into the request:
\`json.<path>\`, \`form.<path>\`, \`query.<path>\`, \`params.<name>\`, \`headers.<name>\`; JSON inside of a form
field is opened on the way. Webhooks have \`order\`, \`object\`, \`type\`, \`attempt\` and \`json.<path>\`. A rule
is a value, \`{ "oneOf": [...] }\`, \`{ "prefix": "..." }\` or \`{ "atLeast": 1, "atMost": 2 }\`; the value of
\`card\` is the beginning of its number.

\`\`\`json
{
  "name": "mastercard-out",
  "layer": "gateway",
  "gateway": "stripe",
  "fault": "error-status",
  "match": { "brand": "mastercard", "amountMinor": { "atLeast": 5000 } },
  "sharePer": "payment",
  "share": 0.3,
  "durationMs": "10s"
}
\`\`\`

### What there is

"Takes effect" means that the gateway handles the request as usual: money may move, and its ledger
says so.
`;

/** The whole file as Prettier wants it. */
export async function renderFaultDocs(faults: readonly FaultDefinition[]): Promise<string> {
  const contents = faults
    .map((fault) => `- [${fault.name}](#${fault.name}): ${fault.summary}`)
    .join('\n');
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
    renderMeets(fault),
    ...describeOptions(fault).map(renderVariant),
    `In a scenario:`,
    fenced('json', JSON.stringify(scenarioExample(fault))),
    `By the control API:`,
    fenced('', `POST /faults\n\n${JSON.stringify(controlExample(fault))}`),
    ...(canBeAsked(fault)
      ? ['By a request itself:', fenced('', `paydrill-fault: ${renderHeader(fault)}`)]
      : []),
    '',
  ].join('\n\n');
}

const fenced = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\``;

function renderMeets(fault: FaultDefinition): string {
  const { appliesTo, publish, deliver, settle, withholdsContinue, needs, isGatewayWide } = fault;
  const isOfWebhooks = publish !== undefined || deliver !== undefined;
  const met = [
    ...appliesTo.map((operation) => `\`${operation}\``),
    ...(isOfWebhooks ? ['webhooks'] : []),
    ...(settle === undefined ? [] : ['settlement lines']),
    ...(withholdsContinue === true ? ['requests that ask `Expect: 100-continue`'] : []),
  ];
  return [
    `Meets: ${met.join(', ')}.`,
    ...(needs === undefined ? [] : [`Shows only at ${gatewaysFor(fault).join(', ')}.`]),
    ...(isGatewayWide === true ? ['Acts on the gateway as a whole: nothing can be chosen.'] : []),
  ].join(' ');
}

const scenarioExample = (fault: FaultDefinition) => ({
  name: `my-${fault.name}`,
  layer: 'gateway',
  gateway: exampleGateway(fault),
  fault: fault.name,
  options: fault.example,
  durationMs: '10s',
});

const controlExample = (fault: FaultDefinition) => {
  const { layer: _layer, durationMs: _durationMs, ...rest } = scenarioExample(fault);
  return { ...rest, leaseMs: 10_000 };
};

/** The first that answers are signed at is WeChat Pay, whose signatures are checked most. */
const exampleGateway = (fault: FaultDefinition): string =>
  fault.needs === 'signed-answers' ? 'wechatpay' : (gatewaysFor(fault)[0] ?? 'stripe');

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
