import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { pathToFileURL } from 'node:url';
import { checkTypes } from './check-types.ts';
import { configError } from './errors.ts';
import { parseYaml } from './parse-yaml.ts';

const DATA_FORMATS: Readonly<Record<string, DataFormat>> = {
  '.json': { name: 'JSON', parse: (text) => JSON.parse(text) as unknown },
  '.yaml': { name: 'YAML', parse: parseYaml },
  '.yml': { name: 'YAML', parse: parseYaml },
};

interface DataFormat {
  readonly name: string;
  readonly parse: (text: string) => unknown;
}

/** A module that computes a scenario takes no time; one that waits this long waits for ever. */
const LONGEST_IMPORT_MS = 10_000;

const MODULE_ENDINGS = ['.ts', '.mts', '.js', '.mjs'];

/** Tells a path from a name of the catalogue. */
export const looksLikePath = (text: string): boolean =>
  /[/\\]/.test(text) || extname(text) in DATA_FORMATS || MODULE_ENDINGS.includes(extname(text));

/**
 * Reads the value that a file holds: parsed data, or the default export (or the export `named`) of
 * a module. TypeScript is checked first and then imported by Node's own type stripping.
 *
 * @throws CONFIG_FILE_MISSING, CONFIG_FILE_MALFORMED, CONFIG_FILE_FORMAT, CONFIG_TYPE_ERROR or
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
  if (MODULE_ENDINGS.includes(extname(path))) return importValue(path, named, longestImportMs);
  throw configError('CONFIG_FILE_FORMAT', { path });
}

async function readText(path: string): Promise<string> {
  try {
    // Editors on Windows begin a file with a mark that is no part of it.
    return (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
  } catch (cause) {
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

async function importValue(path: string, named: string, longestMs: number): Promise<unknown> {
  if (/\.m?ts$/.test(path)) await checkTypes(path);
  const module = await importModule(path, longestMs);
  const value = module['default'] ?? module[named];
  if (value === undefined) throw configError('CONFIG_FILE_WITHOUT_SCENARIO', { path });
  return value;
}

async function importModule(
  path: string,
  longestMs: number,
): Promise<Readonly<Record<string, unknown>>> {
  const late = Promise.withResolvers<never>();
  // It keeps the process alive, too, where a module waits for what never comes.
  const timer = setTimeout(() => {
    late.reject(new Error(`it has not finished loading after ${longestMs} ms`));
  }, longestMs);
  try {
    const loading = import(pathToFileURL(path).href) as Promise<Readonly<Record<string, unknown>>>;
    return await Promise.race([loading, late.promise]);
  } catch (cause) {
    throw malformed(path, 'a module', cause);
  } finally {
    clearTimeout(timer);
  }
}

function malformed(path: string, format: string, cause: unknown): Error {
  const text = cause instanceof Error ? cause.message : String(cause);
  const reason = text.split('\n').slice(0, 2).join(' ').trim();
  return configError('CONFIG_FILE_MALFORMED', { path, format, reason }, { cause });
}
