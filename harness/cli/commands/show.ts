import type { Command } from 'commander';
import { stringify } from 'yaml';
import {
  FAULT_KINDS,
  loadFile,
  loadPolicy,
  loadScenario,
  looksLikePath,
  type DescribedFaultKind,
} from '../../config/index.ts';
import { describeOptions, gatewaysFor, GATEWAY_FAULTS } from '../../../mocks/faults/index.ts';
import type { FaultDefinition } from '../../../mocks/faults/index.ts';
import { CATALOGUE } from '../../../scenarios/catalogue/registry.ts';
import { POLICIES } from '../../../scenarios/policies/registry.ts';
import { closestName } from '../closest-name.ts';
import type { Output } from '../output.ts';

interface Entry {
  readonly kind: string;
  readonly name: string;
  show(): unknown;
}

/** All that has a name. A scenario may be called like the fault that it is about. */
const ENTRIES: readonly Entry[] = [
  ...Object.keys(CATALOGUE).map((name) => ({
    kind: 'scenario',
    name,
    show: () => loadScenario(name),
  })),
  ...Object.keys(POLICIES).map((name) => ({
    kind: 'policy',
    name,
    show: () => loadPolicy(name),
  })),
  ...Object.values<FaultDefinition>(GATEWAY_FAULTS).map((fault) => ({
    kind: 'gateway-fault',
    name: fault.name,
    show: () => describeGatewayFault(fault),
  })),
  ...FAULT_KINDS.map((fault) => ({
    kind: `${fault.layer}-fault`,
    name: fault.name,
    show: () => describeFaultKind(fault),
  })),
];
const KINDS: readonly string[] = [...new Set(ENTRIES.map(({ kind }) => kind))];

interface ShowOptions {
  readonly kind?: string;
  readonly json?: boolean;
}

export function addShow(program: Command, output: Output): void {
  program
    .command('show <name>')
    .description('a scenario or a policy (name or path), resolved, or a fault, as YAML')
    .option('--kind <kind>', `${KINDS.join(', ')}: where several share the name`)
    .option('--json', 'as JSON')
    .action(async (name: string, options: ShowOptions) => {
      const shown = looksLikePath(name)
        ? await loadFile(name)
        : await find(name, options.kind, output).show();
      output.result(
        options.json === true ? `${JSON.stringify(shown, null, 2)}\n` : stringify(shown),
      );
    });
}

/** The first of that name; the log tells how to see the others. */
function find(name: string, kind: string | undefined, output: Output): Entry {
  const wanted = kind === undefined ? undefined : closestName('--kind', kind, KINDS);
  const entries = ENTRIES.filter((entry) => wanted === undefined || entry.kind === wanted);
  const names = [...new Set(entries.map((entry) => entry.name))];
  const known = closestName('show', name, names);
  const [first, ...others] = entries.filter((entry) => entry.name === known);
  if (first === undefined) throw new Error(`${known} is in no list of its own`);
  for (const other of others) {
    output.log(`also a ${other.kind}: paydrill show ${known} --kind ${other.kind}`);
  }
  return first;
}

function describeGatewayFault(fault: FaultDefinition): unknown {
  return {
    name: fault.name,
    layer: 'gateway',
    summary: fault.summary,
    operations: fault.appliesTo,
    gateways: gatewaysFor(fault),
    options: describeOptions(fault).flatMap(({ choice, options }) =>
      options.map(({ name, values, defaultValue, description }) => ({
        option: name,
        ...(choice === null || choice.option === name ? {} : { with: choice.value }),
        values,
        default: defaultValue === null ? null : (JSON.parse(defaultValue) as unknown),
        meaning: description,
      })),
    ),
    example: { fault: fault.name, options: fault.example },
  };
}

function describeFaultKind({ name, layer, summary, options }: DescribedFaultKind): unknown {
  const described = Object.entries(options).map(([option, { unit, low, high, ...rest }]) => ({
    option,
    values: `whole number of ${unit}, ${low} to ${high}`,
    default: rest.defaultValue,
    meaning: rest.description,
  }));
  return { name, layer, summary, options: described };
}
