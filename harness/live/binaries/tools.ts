// The two programs that a live drill needs and does not bring: which versions are fine, and which
// one is pinned. tools/binaries/go.mod pins the same versions for the build by Go.

export type ToolName = 'k6' | 'toxiproxy';

export interface Tool {
  readonly name: ToolName;
  /** As it is called on the PATH. */
  readonly command: string;
  readonly flag: string;
  readonly variable: string;
  readonly pinnedVersion: string;
  /** For people: `1.x or 2.x`. */
  readonly supported: string;
  isSupported(version: string): boolean;
  readonly versionArguments: readonly string[];
  /** Null when the output tells no version: a build without one calls itself `git`. */
  parseVersion(output: string): string | null;
  readonly release: {
    /** Under the base URL of the releases. */
    readonly directory: string;
    readonly checksums: string;
    /** Null for machines that nothing is released for. */
    asset(machine: Machine): string | null;
  };
  readonly go: { readonly package: string; readonly linkerFlags: readonly string[] };
}

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
}

const K6 = '2.2.0';
const TOXIPROXY = '2.12.0';

export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  k6: {
    name: 'k6',
    command: 'k6',
    flag: '--k6',
    variable: 'PAYDRILL_K6',
    pinnedVersion: K6,
    supported: '1.x or 2.x',
    isSupported: (version) => isBetween(version, [1, 0], [3, 0]),
    versionArguments: ['version'],
    // Begins with the name of the file, whatever that is.
    parseVersion: (output) => /^\S+ v(\d+\.\d+\.\d+\S*) \(/.exec(output)?.[1] ?? null,
    release: {
      directory: `grafana/k6/releases/download/v${K6}`,
      checksums: `k6-v${K6}-checksums.txt`,
      asset: ({ platform, architecture }) => {
        const ending = platform === 'linux' ? 'tar.gz' : 'zip';
        const system = K6_SYSTEMS[platform];
        const processor = PROCESSORS[architecture];
        if (system === undefined || processor === undefined) return null;
        return `k6-v${K6}-${system}-${processor}.${ending}`;
      },
    },
    go: { package: 'go.k6.io/k6/v2', linkerFlags: [] },
  },
  toxiproxy: {
    name: 'toxiproxy',
    command: 'toxiproxy-server',
    flag: '--toxiproxy',
    variable: 'PAYDRILL_TOXIPROXY',
    pinnedVersion: TOXIPROXY,
    // PATCH, without which opening and closing a proxy is deprecated, came with 2.6.
    supported: '2.6 or later 2.x',
    isSupported: (version) => isBetween(version, [2, 6], [3, 0]),
    versionArguments: ['-version'],
    parseVersion: (output) => /version (\d+\.\d+\.\d+\S*)/.exec(output)?.[1] ?? null,
    release: {
      directory: `Shopify/toxiproxy/releases/download/v${TOXIPROXY}`,
      checksums: 'checksums.txt',
      asset: ({ platform, architecture }) => {
        const system = TOXIPROXY_SYSTEMS[platform];
        const processor = PROCESSORS[architecture];
        if (system === undefined || processor === undefined) return null;
        return `toxiproxy-server-${system}-${processor}${platform === 'win32' ? '.exe' : ''}`;
      },
    },
    go: {
      package: 'github.com/Shopify/toxiproxy/v2/cmd/server',
      // Otherwise it says that its version is `git`.
      linkerFlags: ['-X', `github.com/Shopify/toxiproxy/v2.Version=${TOXIPROXY}`],
    },
  },
};

type Systems = Readonly<Partial<Record<NodeJS.Platform, string>>>;
const K6_SYSTEMS: Systems = { linux: 'linux', darwin: 'macos', win32: 'windows' };
const TOXIPROXY_SYSTEMS: Systems = { linux: 'linux', darwin: 'darwin', win32: 'windows' };
const PROCESSORS: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

/** From the first version on and before the second, by major and minor. */
function isBetween(
  version: string,
  [fromMajor, fromMinor]: readonly [number, number],
  [toMajor, toMinor]: readonly [number, number],
): boolean {
  const [major = Number.NaN, minor = Number.NaN] = version.split('.').map(Number);
  const isFrom = major > fromMajor || (major === fromMajor && minor >= fromMinor);
  const isBefore = major < toMajor || (major === toMajor && minor < toMinor);
  return isFrom && isBefore;
}
