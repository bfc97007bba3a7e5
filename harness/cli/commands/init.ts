import { writeFile } from 'node:fs/promises';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { CATALOGUE } from '../../../scenarios/catalogue/registry.ts';
import { closestName } from '../closest-name.ts';
import { cliError } from '../errors.ts';
import type { Output } from '../output.ts';

interface InitOptions {
  readonly from: string;
}

export function addInit(program: Command, output: Output): void {
  program
    .command('init [file]')
    .description('writes a scenario of your own, begun from one of the catalogue')
    .option('--from <scenario>', 'the scenario to begin from', 'provider-outage')
    .action(async (file: string | undefined, { from }: InitOptions) => {
      const path = file ?? 'my-drill.yaml';
      const names = Object.keys(CATALOGUE) as (keyof typeof CATALOGUE)[];
      const scenario = CATALOGUE[closestName('--from', from, names)];
      const text = `# Begun from ${from}. Check it: paydrill validate ${path}. Run it: paydrill run ${path}.\n${stringify({ ...scenario, name: 'my-drill' })}`;
      try {
        await writeFile(path, text, { flag: 'wx' });
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw cliError('CLI_USAGE', { problem: `${path} was not written: ${reason}` }, { cause });
      }
      output.result(`wrote ${path}; next: paydrill validate ${path}\n`);
    });
}
