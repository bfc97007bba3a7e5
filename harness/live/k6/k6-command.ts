import { totalmem } from 'node:os';

// The command line of a load run. Supported k6: 1.x and 2.x, which share all of these.

export interface K6CommandOptions {
  readonly bundle: string;
  readonly planFile: string;
  readonly restPort: number;
  /** The script's console, one line of JSON an event. */
  readonly consoleFile: string;
  /** Holds `{}`: without it options of the user's own configuration would leak in. */
  readonly configFile: string;
}

export function k6Arguments(options: K6CommandOptions): readonly string[] {
  return [
    'run',
    '--quiet',
    '--no-color',
    '--no-usage-report',
    '--paused',
    '--address',
    `127.0.0.1:${options.restPort}`,
    '--config',
    options.configFile,
    '--include-system-env-vars=false',
    '--env',
    `PAYDRILL_PLAN=${options.planFile}`,
    // Raw: the console file must hold nothing but the script's own lines.
    '--log-format',
    'raw',
    '--console-output',
    options.consoleFile,
    options.bundle,
  ];
}

const KEPT = [
  'PATH',
  'HOME',
  'TMPDIR',
  'TEMP',
  'TMP',
  'SystemRoot',
  'GOMAXPROCS',
  'GOGC',
  'GOMEMLIMIT',
];

/** Nothing of the user's `K6_...` variables: each of them is an option in disguise. */
export function k6Environment(
  environment: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const kept = KEPT.flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    // Thousands of virtual users are marked with each collection, for an iteration's worth of
    // garbage. It may wait, within a share of the memory; whoever knows better is heard.
    GOGC: '400',
    GOMEMLIMIT: `${Math.round(totalmem() / 4)}`,
    ...Object.fromEntries(kept),
    // Otherwise an unknown import would make k6 fetch another k6 from the network.
    K6_AUTO_EXTENSION_RESOLUTION: 'false',
  };
}
