import type { Command } from 'commander';
import { stringify } from 'yaml';
import { loadScenario, resolvePolicy } from '../../config/index.ts';
import { GATEWAY_FAULTS } from '../../../mocks/faults/index.ts';
import { CATALOGUE } from '../../../scenarios/catalogue/registry.ts';
import { POLICIES } from '../../../scenarios/policies/registry.ts';
import { closestName } from '../closest-name.ts';
import type { Output } from '../output.ts';

const LISTS = {
  scenarios: () =>
    Object.values(CATALOGUE).map(({ name, hypothesis }) => [name, hypothesis] as const),
  policies: () => Object.values(POLICIES).map(({ name, summary }) => [name, summary] as const),
  faults: () => Object.values(GATEWAY_FAULTS).map(({ name, summary }) => [name, summary] as const),
};

type ListName = keyof typeof LISTS;
const LIST_NAMES: readonly ListName[] = ['scenarios', 'policies', 'faults'];

export function addCatalogueCommands(program: Command, output: Output): void {
  program
    .command('list [what]')
    .description('scenarios, policies or gateway faults, one a line')
    .option('--json', 'as JSON')
    .action((what: string | undefined, { json }: { readonly json?: boolean }) => {
      const name = closestName('list', what ?? 'scenarios', LIST_NAMES);
      const rows = LISTS[name]();
      output.result(
        json === true
          ? `${JSON.stringify(
              rows.map(([entry, summary]) => ({ name: entry, summary })),
              null,
              2,
            )}\n`
          : table(rows),
      );
    });

  program
    .command('show <name>')
    .description('a scenario (name or path) or a policy, resolved, as YAML')
    .option('--json', 'as JSON')
    .action(async (name: string, { json }: { readonly json?: boolean }) => {
      const shown = Object.hasOwn(POLICIES, name) ? resolvePolicy(name) : await loadScenario(name);
      output.result(json === true ? `${JSON.stringify(shown, null, 2)}\n` : stringify(shown));
    });

  program
    .command('validate <file>')
    .description('checks a scenario without running it')
    .action(async (file: string) => {
      const scenario = await loadScenario(file);
      output.result(`${scenario.name} is valid: ${scenario.hypothesis}\n`);
    });
}

function table(rows: readonly (readonly [name: string, summary: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, summary]) => `${name.padEnd(width)}  ${summary}\n`).join('');
}
