import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createProgram } from '../../harness/cli/program.ts';
import { parseYaml, resolveScenario, splitWords } from '../../harness/config/index.ts';
import { CATALOGUE } from '../../scenarios/catalogue/registry.ts';
import { POLICIES } from '../../scenarios/policies/registry.ts';

// What a page shows is typed in as it stands. Renaming an option must not leave a page behind that
// tells of the old one.

interface Shown {
  readonly page: string;
  readonly text: string;
}

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};

const PAGES = globSync(['README.md', 'CONTRIBUTING.md', 'docs/**/*.md', 'examples/*/README.md']);
const BLOCK = /^```(\w*)\n(.*?)^```/gms;

const blocks = PAGES.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(BLOCK)].map(([, language = '', text = '']) => ({
    page,
    language,
    text,
  })),
);

/** Whole commands: a line that ends with a backslash goes on. */
const commandsIn = ({ page, text }: Shown): readonly Shown[] =>
  text
    .replaceAll('\\\n', ' ')
    .split('\n')
    .flatMap((line) => {
      const command = /^\s*(?:- run: |command: )?npx (?:--yes )?paydrill (.*?)(?: [&#].*)?$/.exec(
        line,
      );
      return command?.[1] === undefined ? [] : [{ page, text: command[1] }];
    });

const commands = blocks.flatMap(commandsIn);
const scripts = PAGES.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/npm run ([\w:]+)/g)].map(([, text = '']) => ({
    page,
    text,
  })),
);
const scenarios = blocks.filter(
  ({ language, text }) => language === 'yaml' && /^hypothesis:/m.test(text),
);

function wordsOf(text: string): readonly string[] {
  const split = splitWords(text);
  if (split.kind !== 'words') throw new Error(`no words: ${text}`);
  return split.words;
}

/** A path of this repository, not one that a reader is to put their own in place of. */
const isOurs = (path: string): boolean => /^(?:\.\/)?(?:examples|cases|scenarios)\//.test(path);

describe('a command on a page', () => {
  it('is found at all', () => {
    expect(commands.length).toBeGreaterThan(15);
    expect(scripts.length).toBeGreaterThan(5);
    expect(scenarios.length).toBeGreaterThan(0);
  });

  it.each(commands)('$page: paydrill $text', async ({ text }) => {
    const [name = '', ...words] = wordsOf(text);
    const program = await createProgram(name, { result: () => {}, log: () => {} });
    const command = program.commands.find((each) => each.name() === name);
    if (command === undefined) throw new Error(`there is no command ${name}`);
    const { operands, unknown } = command.parseOptions([...words]);
    expect(unknown).toEqual([]);
    const [scenario] = operands;
    if (['run', 'simulate'].includes(name) && scenario?.includes('/') === false) {
      expect(Object.keys(CATALOGUE)).toContain(scenario);
    }
    const { policy } = command.opts<{ readonly policy?: string }>();
    if (policy?.includes('.') === false) expect(Object.keys(POLICIES)).toContain(policy);
    const paths = words.map((word) => word.replace(/^module:/, '')).filter(isOurs);
    expect(paths.filter((path) => !existsSync(path))).toEqual([]);
  });

  it.each(scripts)('$page: npm run $text', ({ text }) => {
    expect(Object.keys(manifest.scripts)).toContain(text);
  });
});

describe('a scenario on a page', () => {
  it.each(scenarios)('$page is valid as it stands', ({ text }) => {
    expect(() => resolveScenario(parseYaml(text))).not.toThrow();
  });
});
