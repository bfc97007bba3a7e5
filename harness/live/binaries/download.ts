import { join } from 'node:path';
import { FETCH_LIMITS, fetchFile, fetchText, type FetchLimits } from './fetch-file.ts';
import { install } from './install.ts';
import { cachedPath, releasesUrl, THIS_MACHINE, type Environment } from './locations.ts';
import type { Tool } from './tools.ts';
import { unpack } from './unpack.ts';

const PROGRESS_MS = 3_000;
const MEGABYTE = 1_000_000;

export interface MakeOptions {
  readonly environment: Environment;
  /** A line for people whenever there is something to tell. */
  readonly onProgress: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly fetchLimits?: FetchLimits;
}

/** Downloads the pinned release into the cache, if its checksum file vouches for it. */
export async function download(
  tool: Tool,
  options: MakeOptions,
): Promise<{ readonly path: string; readonly version: string }> {
  const { environment, onProgress, signal } = options;
  const asset = tool.release.asset(THIS_MACHINE);
  if (asset === null) {
    const { platform, architecture } = THIS_MACHINE;
    throw new Error(`nothing is released for ${platform} on ${architecture}`);
  }
  const directory = `${releasesUrl(environment)}/${tool.release.directory}`;
  const limits = options.fetchLimits ?? FETCH_LIMITS;
  // First, since it is small: a machine without a network learns here that it has none.
  const checksums = await fetchText(`${directory}/${tool.release.checksums}`, { limits, signal });
  const wanted = checksumOf(checksums, asset);
  if (wanted === null) throw new Error(`${tool.release.checksums} does not list ${asset}`);

  return install(tool, cachedPath(tool, environment), async (temporary) => {
    const url = `${directory}/${asset}`;
    onProgress(`${tool.command} ${tool.pinnedVersion}: downloading ${url}`);
    const file = join(temporary, asset);
    const onBytes = reportBytes(tool, onProgress);
    const { sha256 } = await fetchFile(url, file, { limits, signal, onBytes });
    if (sha256 !== wanted) {
      throw new Error(`${url}: its checksum is ${sha256}, the release says ${wanted}`);
    }
    return unpack(file, tool.command);
  });
}

/** Lines of `<sha256>  <file>`, as sha256sum writes them. */
export function checksumOf(checksums: string, asset: string): string | null {
  for (const line of checksums.split('\n')) {
    const [, sum, file] = /^([0-9a-f]{64})\s+\*?(\S+)\s*$/i.exec(line) ?? [];
    if (sum !== undefined && file === asset) return sum.toLowerCase();
  }
  return null;
}

function reportBytes(tool: Tool, onProgress: (line: string) => void) {
  let reportedAt = performance.now();
  return (received: number, expected: number | null): void => {
    const now = performance.now();
    if (now - reportedAt < PROGRESS_MS) return;
    reportedAt = now;
    const of = expected === null ? '' : ` of ${(expected / MEGABYTE).toFixed(0)}`;
    onProgress(`${tool.command}: ${(received / MEGABYTE).toFixed(0)}${of} MB`);
  };
}
