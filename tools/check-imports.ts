// Checks every import of the tree against tools/import-table.ts. Run by `npm run check`.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { parseSync } from 'oxc-parser';
import { IMPORT_TABLE, type ImportRule } from './import-table.ts';

export interface Import {
  readonly specifier: string;
  readonly isTypeOnly: boolean;
}

/** Static, dynamic and re-exported imports of one TypeScript source. */
export function importsOf(path: string, source: string): readonly Import[] {
  const { module } = parseSync(path, source);
  const statics = module.staticImports.map((found) => ({
    specifier: found.moduleRequest.value,
    isTypeOnly: found.entries.length > 0 && found.entries.every((entry) => entry.isType),
  }));
  const exported = module.staticExports.flatMap((found) =>
    found.entries.flatMap((entry) =>
      entry.moduleRequest === null
        ? []
        : [{ specifier: entry.moduleRequest.value, isTypeOnly: entry.isType }],
    ),
  );
  const dynamics = module.dynamicImports.flatMap((found) => {
    const text = source.slice(found.moduleRequest.start, found.moduleRequest.end);
    const literal = /^['"](.*)['"]$/.exec(text)?.[1];
    return literal === undefined ? [] : [{ specifier: literal, isTypeOnly: false }];
  });
  return [...statics, ...exported, ...dynamics];
}

/** One sentence for each import that the table forbids; paths are relative to the root. */
export function forbiddenImports(path: string, imports: readonly Import[]): readonly string[] {
  const rule = ruleFor(path);
  if (rule === undefined) return [`${path}: no rule in tools/import-table.ts covers this file`];
  const isTest = /\.(test|fixture)\.ts$|\/testing\//.test(path);
  return imports.flatMap((found) => {
    if (!found.specifier.startsWith('.')) {
      const isAllowed = rule.isNeutral !== true || found.isTypeOnly || isTest;
      return isAllowed
        ? []
        : [
            `${path} may not import ${found.specifier}: ${rule.from} runs anywhere and imports nothing`,
          ];
    }
    const target = relative('.', resolve(dirname(path), found.specifier));
    // The parts of a top-level folder may have a narrower rule than the folder; its tests not.
    const own = isTest ? (rule.from.split('/')[0] ?? rule.from) : rule.from;
    const isOwn = own !== 'harness' && isWithin(target, own);
    if (isOwn || isWithin(target, rule.from)) return [];
    if (rule.allowed.some((place) => isWithin(target, place))) return [];
    const mayBeType = (rule.types ?? []).some((place) => isWithin(target, place));
    if (mayBeType && found.isTypeOnly) return [];
    const allowed = rule.allowed.length === 0 ? 'nothing' : rule.allowed.join(', ');
    return [
      mayBeType
        ? `${path} may import ${target} as a type only`
        : `${path} may not import ${target}; allowed: ${allowed}`,
    ];
  });
}

function ruleFor(path: string): ImportRule | undefined {
  return IMPORT_TABLE.filter((rule) => isWithin(path, rule.from)).toSorted(
    (a, b) => b.from.length - a.from.length,
  )[0];
}

const isWithin = (path: string, place: string): boolean =>
  path === place || path.startsWith(`${place}/`);

function main(): void {
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '*.ts'], {
    encoding: 'utf8',
  })
    .split('\n')
    .filter((path) => path !== '');
  const problems = files.flatMap((path) =>
    forbiddenImports(path, importsOf(join('.', path), readFileSync(path, 'utf8'))),
  );
  if (problems.length > 0) {
    process.stderr.write(`${problems.join('\n')}\n`);
    process.exitCode = 1;
    return;
  }
  process.stdout.write(`imports: ${files.length} files keep the table\n`);
}

if (import.meta.main) main();
