import { writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { stringify } from 'yaml';
import { CATALOGUE } from '../../../scenarios/catalogue/registry.ts';
import { closestName } from '../closest-name.ts';
import { cliError } from '../errors.ts';
import type { Output } from '../output.ts';

interface InitOptions {
  readonly from: string;
}

type Render = (scenario: object, comment: string, path: string) => string;

const asYaml: Render = (scenario, comment) => `# ${comment}\n${stringify(scenario)}`;

const RENDERERS: Readonly<Record<'.yaml' | '.yml' | '.json' | '.ts', Render>> = {
  '.yaml': asYaml,
  '.yml': asYaml,
  // Has no comments.
  '.json': (scenario) => `${JSON.stringify(scenario, null, 2)}\n`,
  '.ts': (scenario, comment, path) =>
    `// ${comment}\nimport { defineScenario } from '${packageFor(resolve(path))}';\n\nexport default defineScenario(${JSON.stringify(scenario, null, 2)});\n`,
};
const ENDINGS = Object.keys(RENDERERS) as readonly (keyof typeof RENDERERS)[];

export function addInit(program: Command, output: Output): void {
  program
    .command('init [file]')
    .description('writes a scenario of your own, begun from one of the catalogue')
    .option('--from <scenario>', 'the scenario to begin from', 'provider-outage')
    .action(async (file: string | undefined, { from }: InitOptions) => {
      const path = file ?? 'my-drill.yaml';
      const render = RENDERERS[closestName('the ending of the file', extname(path), ENDINGS)];
      const names = Object.keys(CATALOGUE) as (keyof typeof CATALOGUE)[];
      const scenario = CATALOGUE[closestName('--from', from, names)];
      const words = `Begun from ${from}. Check it: paydrill validate ${path}. Run it: paydrill run ${path}.`;
      const text = render({ ...scenario, name: 'my-drill' }, words.replaceAll(/\s+/g, ' '), path);
      try {
        await writeFile(path, text, { flag: 'wx' });
      } catch (cause) {
        throw notWritten(path, cause);
      }
      output.result(`wrote ${path}; next: paydrill validate ${path}\n`);
    });
}

/**
 * How a module names this package: by its name where it is installed, else by the way there, as in a
 * clone, so that the file is valid as it stands.
 */
function packageFor(path: string): string {
  try {
    createRequire(path).resolve('paydrill');
    return 'paydrill';
  } catch {
    const index = import.meta.url.endsWith('.ts') ? '../../../index.ts' : '../../../index.js';
    const way = relative(dirname(path), fileURLToPath(new URL(index, import.meta.url)));
    return (way.startsWith('.') ? way : `./${way}`).replaceAll('\\', '/');
  }
}

/** What is there already is a wrong use; a folder that can't be written is not. */
function notWritten(path: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') {
    return cliError('CLI_USAGE', { problem: `${path} is there already; nothing was written.` });
  }
  return cliError('CLI_FILE_UNWRITABLE', { path, reason }, { cause });
}
