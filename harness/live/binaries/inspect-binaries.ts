import { askVersion, NO_SUCH_FILE } from './ask-version.ts';
import { namedByUser, type BinaryOptions, type Origin } from './find-binary.ts';
import {
  cachedPath,
  findOnPath,
  goModuleDirectory,
  releasesUrl,
  THIS_MACHINE,
} from './locations.ts';
import { TOOLS, type Tool, type ToolName } from './tools.ts';

/** One way to a program, as `paydrill doctor` tells it. */
export interface WayReport {
  readonly origin: Origin;
  /** `possible`: would be tried, but nothing is downloaded or built to find out. */
  readonly state: 'usable' | 'unusable' | 'absent' | 'possible' | 'impossible';
  readonly path: string | null;
  readonly version: string | null;
  readonly detail: string;
}

export interface BinaryReport {
  readonly tool: ToolName;
  readonly command: string;
  readonly pinnedVersion: string;
  readonly supported: string;
  /** In the order in which they are tried. */
  readonly ways: readonly WayReport[];
  /** The one that a run would take; null when there is none. */
  readonly taken: WayReport | null;
  /** What to do, in one sentence. */
  readonly advice: string;
}

/** Looks for both programs without downloading, building or asking any network. */
export async function inspectBinaries(
  options: Pick<BinaryOptions, 'chosen' | 'environment'> = {},
): Promise<readonly BinaryReport[]> {
  return Promise.all([inspect(TOOLS.k6, options), inspect(TOOLS.toxiproxy, options)]);
}

async function inspect(
  tool: Tool,
  { chosen, environment = process.env }: Pick<BinaryOptions, 'chosen' | 'environment'>,
): Promise<BinaryReport> {
  const named = namedByUser(tool, chosen?.[tool.name], environment);
  const ways: WayReport[] = [
    named === null
      ? absent('environment', `${tool.flag} and ${tool.variable} are not given`)
      : await atPath(tool, named.origin, named.path),
    await atPath(tool, 'path', await findOnPath(tool.command, environment)),
    await inCache(tool, cachedPath(tool, environment)),
    downloadWay(tool, releasesUrl(environment)),
    await buildWay(environment),
  ];
  // A path that the user names is taken, or the run ends there.
  const taken =
    named === null
      ? (ways.find(({ state }) => state === 'usable' || state === 'possible') ?? null)
      : (ways.find(({ state }) => state === 'usable') ?? null);
  const isBroken = named !== null && ways[0]?.state !== 'usable';
  const { command, pinnedVersion, supported } = tool;
  return {
    tool: tool.name,
    command,
    pinnedVersion,
    supported,
    ways,
    taken: isBroken ? null : taken,
    advice: isBroken ? adviceForBroken(tool) : adviceFor(tool, taken),
  };
}

function adviceForBroken({ flag, variable, command, supported }: Tool): string {
  return `Correct ${flag} or ${variable}, or leave it out: ${command} ${supported} is needed.`;
}

function adviceFor({ command, supported, variable }: Tool, taken: WayReport | null): string {
  if (taken === null) {
    return `Install ${command} ${supported} on the PATH, set ${variable} to one, or install Go.`;
  }
  if (taken.state === 'usable') return 'Nothing to do.';
  return `Nothing to do: the first run will ${taken.origin} it. Or put ${command} ${supported} on the PATH.`;
}

const absent = (origin: Origin, detail: string): WayReport => ({
  origin,
  state: 'absent',
  path: null,
  version: null,
  detail,
});

async function atPath(tool: Tool, origin: Origin, path: string | null): Promise<WayReport> {
  if (path === null) return absent(origin, `no ${tool.command} on the PATH`);
  const inspection = await askVersion(tool, path);
  return inspection.kind === 'usable'
    ? { origin, state: 'usable', path, version: inspection.version, detail: 'answers' }
    : { origin, state: 'unusable', path, version: null, detail: inspection.reason };
}

async function inCache(tool: Tool, path: string): Promise<WayReport> {
  const way = await atPath(tool, 'cache', path);
  if (way.state === 'unusable' && way.detail === NO_SUCH_FILE) {
    return { ...way, state: 'absent', detail: 'nothing there yet' };
  }
  return way;
}

function downloadWay(tool: Tool, releases: string): WayReport {
  const asset = tool.release.asset(THIS_MACHINE);
  const url = `${releases}/${tool.release.directory}/${asset}`;
  return {
    origin: 'download',
    state: asset === null ? 'impossible' : 'possible',
    path: null,
    version: tool.pinnedVersion,
    detail: asset === null ? 'nothing is released for this machine' : url,
  };
}

async function buildWay(
  environment: NonNullable<BinaryOptions['environment']>,
): Promise<WayReport> {
  const go = await findOnPath('go', environment);
  const module = goModuleDirectory();
  const detail = go === null ? 'no go on the PATH' : (module ?? 'tools/binaries is missing');
  const state = go === null || module === null ? 'impossible' : 'possible';
  return { origin: 'build', state, path: go, version: null, detail };
}
