import { extname } from 'node:path';
import { checkTypes } from './check-types.ts';
import { configError } from './errors.ts';
import { importValue } from './import-value.ts';
import { parseYaml } from './parse-yaml.ts';
import { NotRegularError, readRegularFile } from './regular-file.ts';

const DATA_FORMATS: Readonly<Record<string, DataFormat>> = {
  '.json': { name: 'JSON', parse: (text) => JSON.parse(text) as unknown },
  '.yaml': { name: 'YAML', parse: parseYaml },
  '.yml': { name: 'YAML', parse: parseYaml },
};

interface DataFormat {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** A module that imports the whole package takes a second, on a crowded machine several. */
const LONGEST_IMPORT_MS = 20_000;

const MODULE_ENDINGS = ['.ts', '.mts', '.js', '.mjs'];

/** Tells a path from a name of the catalogue. */
export const looksLikePath = (text: string): boolean =>
  /[/\\]/.test(text) || extname(text) in DATA_FORMATS || MODULE_ENDINGS.includes(extname(text));

/**
 * Reads the value that a file holds: parsed data, or the default export (or the export `named`) of
 * a module. TypeScript is checked first; Node's own type stripping then imports it.
 *
 * @throws CONFIG_FILE_MISSING, CONFIG_FILE_IRREGULAR, CONFIG_FILE_MALFORMED, CONFIG_FILE_FORMAT, CONFIG_TYPE_ERROR or
 * CONFIG_FILE_WITHOUT_SCENARIO
 */
export async function readInput(
  path: string,
  named: string,
  longestImportMs = LONGEST_IMPORT_MS,
): Promise<unknown> {
  const text = await readText(path);
  const format = DATA_FORMATS[extname(path)];
  if (format !== undefined) return parseData(path, text, format);
  if (MODULE_ENDINGS.includes(extname(path))) return valueOf(path, named, longestImportMs);
  throw configError('CONFIG_FILE_FORMAT', { path });
}

async function readText(path: string): Promise<string> {
  try {
    // Editors on Windows begin a file with a mark that is no part of it.
    return (await readRegularFile(path)).replace(/^\uFEFF/, '');
  } catch (cause) {
    if (cause instanceof NotRegularError) {
      throw configError('CONFIG_FILE_IRREGULAR', { path, kind: cause.kind }, { cause });
    }
    throw configError('CONFIG_FILE_MISSING', { path }, { cause });
  }
}

function parseData(path: string, text: string, format: DataFormat): unknown {
  try {
    return format.parse(text);
  } catch (cause) {
    throw malformed(path, format.name, cause);
  }
}

async function valueOf(path: string, named: string, longestMs: number): Promise<unknown> {
  if (/\.m?ts$/.test(path)) await checkTypes(path);
  let value: unknown;
  try {
    value = await importValue(path, ['default', named], longestMs);
  } catch (cause) {
    throw malformed(path, 'a module', cause);
  }
  if (value === undefined) throw configError('CONFIG_FILE_WITHOUT_SCENARIO', { path });
  return value;
}

function malformed(path: string, format: string, cause: unknown): Error {
  const text = cause instanceof Error ? cause.message : String(cause);
  const reason = text.split('\n').slice(0, 2).join(' ').trim();
  return configError('CONFIG_FILE_MALFORMED', { path, format, reason }, { cause });
}
