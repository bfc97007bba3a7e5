import type { Command } from 'commander';
import { FAULT_KINDS, loadScenario } from '../../config/index.ts';
import { gatewaysFor, GATEWAY_FAULTS, type FaultDefinition } from '../../../mocks/faults/index.ts';
import { GATEWAYS } from '../../core/outcome.ts';
import { CATALOGUE } from '../../../scenarios/catalogue/registry.ts';
import { POLICIES } from '../../../scenarios/policies/registry.ts';
import { closestName } from '../closest-name.ts';
import type { Output } from '../output.ts';

interface Row {
  readonly name: string;
  readonly layer?: string;
  readonly summary: string;
  /** Gateways that a gateway fault shows at. */
  readonly gateways?: readonly string[];
}

const LISTS: Readonly<Record<'scenarios' | 'policies' | 'faults', () => readonly Row[]>> = {
  scenarios: () =>
    Object.values(CATALOGUE).map(({ name, hypothesis }) => ({ name, summary: hypothesis })),
  policies: () => Object.values(POLICIES).map(({ name, summary }) => ({ name, summary })),
  faults: () => [
    ...FAULT_KINDS.map(({ name, layer, summary }) => ({ name, layer, summary })),
    ...Object.values<FaultDefinition>(GATEWAY_FAULTS).map((fault) => ({
      name: fault.name,
      layer: 'gateway',
      summary: fault.summary,
      gateways: gatewaysFor(fault),
    })),
  ],
};

const LIST_NAMES = Object.keys(LISTS) as readonly (keyof typeof LISTS)[];

export function addCatalogueCommands(program: Command, output: Output): void {
  program
    .command('list [what]')
    .description('scenarios, policies or faults, one a line')
    .option('--json', 'as JSON')
    .action((what: string | undefined, { json }: { readonly json?: boolean }) => {
      const rows = LISTS[closestName('list', what ?? 'scenarios', LIST_NAMES)]();
      output.result(json === true ? `${JSON.stringify(rows, null, 2)}\n` : table(rows));
    });

  program
    .command('validate <file>')
    .description('checks a scenario without running it')
    .action(async (file: string) => {
      const scenario = await loadScenario(file);
      output.result(`${scenario.name} is valid: ${scenario.hypothesis}\n`);
    });
}

function table(rows: readonly Row[]): string {
  const cells = rows.map(({ name, layer, summary, gateways = GATEWAYS }) => {
    const where = gateways.length < GATEWAYS.length ? ` Only at ${gateways.join(', ')}.` : '';
    return [name, ...(layer === undefined ? [] : [layer]), summary + where];
  });
  const widthOf = (column: number): number =>
    Math.max(...cells.map((row) => row[column]?.length ?? 0));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd(widthOf(column))))
      .join('  ');
  return cells.map((row) => `${line(row)}\n`).join('');
}
