import { liveError } from '../errors.ts';
import { askVersion } from './ask-version.ts';
import { buildWithGo } from './build.ts';
import { download, type MakeOptions } from './download.ts';
import type { FetchLimits } from './fetch-file.ts';
import { cachedPath, findOnPath, type Environment } from './locations.ts';
import { TOOLS, type Tool, type ToolName } from './tools.ts';

export type Origin = 'flag' | 'environment' | 'path' | 'cache' | 'download' | 'build';

export interface Binary {
  readonly tool: ToolName;
  readonly path: string;
  /** Without a leading `v`. */
  readonly version: string;
  readonly origin: Origin;
}

export interface BinaryOptions {
  /** Paths that the user named by `--k6` and `--toxiproxy`. */
  readonly chosen?: Readonly<Partial<Record<ToolName, string | undefined>>>;
  readonly environment?: Environment;
  /** A line for people while something is downloaded or built. */
  readonly onProgress?: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly fetchLimits?: FetchLimits;
}

/**
 * Finds a program, or makes it: named by flag or environment, on the PATH, in the cache, by the
 * download of the pinned release, by a build with Go. Throws LIVE_BINARY_UNUSABLE when the user
 * named one that does not work, and LIVE_BINARY_MISSING with every way and why it failed.
 */
export async function findBinary(name: ToolName, options: BinaryOptions = {}): Promise<Binary> {
  const tool = TOOLS[name];
  const environment = options.environment ?? process.env;
  const named = namedByUser(tool, options.chosen?.[name], environment);
  if (named !== null) return useNamed(tool, named);

  const failures: string[] = [];
  const found =
    (await onPath(tool, environment, failures)) ?? (await inCache(tool, environment, failures));
  if (found !== null) return found;

  const make: MakeOptions = {
    environment,
    onProgress: options.onProgress ?? (() => undefined),
    signal: options.signal,
    ...(options.fetchLimits === undefined ? {} : { fetchLimits: options.fetchLimits }),
  };
  const ways = [
    { origin: 'download', text: 'download of the pinned release', way: download },
    { origin: 'build', text: 'build with Go', way: buildWithGo },
  ] as const;
  for (const { origin, text, way } of ways) {
    try {
      return { tool: name, origin, ...(await way(tool, make)) };
    } catch (error) {
      options.signal?.throwIfAborted();
      const failure = `${text}: ${error instanceof Error ? error.message : String(error)}`;
      make.onProgress(`${tool.command}: no ${failure}`);
      failures.push(failure);
    }
  }
  const { supported, variable } = tool;
  const list = [`${tool.flag} or ${variable}: not given`, ...failures];
  throw liveError('LIVE_BINARY_MISSING', {
    name: tool.command,
    supported,
    variable,
    ways: list.map((way) => `  - ${way}`).join('\n'),
  });
}

/** Both, one after the other: two builds at once would only slow each other down. */
export async function findBinaries(
  options: BinaryOptions = {},
): Promise<{ readonly k6: Binary; readonly toxiproxy: Binary }> {
  const toxiproxy = await findBinary('toxiproxy', options);
  return { toxiproxy, k6: await findBinary('k6', options) };
}

interface Named {
  readonly path: string;
  readonly origin: 'flag' | 'environment';
}

export function namedByUser(
  tool: Tool,
  chosen: string | undefined,
  environment: Environment,
): Named | null {
  if (chosen !== undefined) return { path: chosen, origin: 'flag' };
  const path = environment[tool.variable];
  return path === undefined || path === '' ? null : { path, origin: 'environment' };
}

async function useNamed(tool: Tool, { path, origin }: Named): Promise<Binary> {
  const inspection = await askVersion(tool, path);
  if (inspection.kind === 'usable') {
    return { tool: tool.name, origin, path, version: inspection.version };
  }
  throw liveError('LIVE_BINARY_UNUSABLE', {
    name: tool.command,
    path,
    origin: origin === 'flag' ? tool.flag : tool.variable,
    reason: inspection.reason,
    supported: tool.supported,
  });
}

async function onPath(
  tool: Tool,
  environment: Environment,
  failures: string[],
): Promise<Binary | null> {
  const path = await findOnPath(tool.command, environment);
  if (path === null) {
    failures.push(`PATH: no ${tool.command}`);
    return null;
  }
  const inspection = await askVersion(tool, path);
  if (inspection.kind === 'usable') {
    return { tool: tool.name, origin: 'path', path, version: inspection.version };
  }
  failures.push(`PATH: ${path}: ${inspection.reason}`);
  return null;
}

/** A file that does not answer any more is as good as none: it is made again. */
async function inCache(
  tool: Tool,
  environment: Environment,
  failures: string[],
): Promise<Binary | null> {
  const path = cachedPath(tool, environment);
  const inspection = await askVersion(tool, path);
  if (inspection.kind === 'usable' && inspection.version === tool.pinnedVersion) {
    return { tool: tool.name, origin: 'cache', path, version: inspection.version };
  }
  const reason = inspection.kind === 'usable' ? `version ${inspection.version}` : inspection.reason;
  failures.push(`cache: ${path}: ${reason}`);
  return null;
}
