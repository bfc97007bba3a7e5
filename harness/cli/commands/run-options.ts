import { Option, type Command } from 'commander';
import type { LoadScenarioOptions } from '../../config/index.ts';
import { givenPath } from '../given-path.ts';

/** What `run` and later its siblings share. Values are still text; harness/config judges them. */
export interface RunOptions {
  readonly seed?: string;
  readonly target?: string;
  readonly policy?: string;
  readonly rate?: string;
  readonly scale?: string;
  readonly set?: readonly string[];
  readonly out: string;
  readonly k6?: string;
  readonly toxiproxy?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  value,
];

export function addRunOptions(command: Command): Command {
  const withBinaries = addScenarioOptions(command)
    .option(
      '--target <module:path or command:line>',
      'a payment service of your own (docs/targets.md)',
    )
    .option('--k6 <path>', 'k6 to use', givenPath)
    .option('--toxiproxy <path>', 'toxiproxy-server to use', givenPath);
  return addOutputOptions(withBinaries);
}

/** What is tried, and under which seed. */
export function addScenarioOptions(command: Command): Command {
  return command
    .option('--seed <n>', 'seed of orders, chance and fault draws; drawn and printed if left out')
    .option('--policy <name>', 'policy of the target: a name or a path to a .json file')
    .option('--rate <payments per second>', 'overrides the rate of the scenario')
    .option('--scale <x>', 'multiplies every duration of the timeline')
    .addOption(
      new Option(
        '--set <path>=<value>',
        'overrides one value of the scenario; repeatable',
      ).argParser(collect),
    );
}

/** Where the result goes. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--out <dir>', 'where runs are kept', givenPath, 'runs')
    .option('--json', 'stdout carries one JSON document, the run record, and nothing else')
    .option('--quiet', 'no progress on stderr');
}

/** What the options change in a scenario. */
export function changesOf(
  options: Pick<RunOptions, 'policy' | 'rate' | 'scale' | 'set'>,
): LoadScenarioOptions {
  const ratePerSecond = numberOf(options.rate);
  const scale = numberOf(options.scale);
  return {
    ...(options.policy === undefined ? {} : { policy: options.policy }),
    ...(options.set === undefined ? {} : { set: options.set }),
    ...(ratePerSecond === undefined ? {} : { ratePerSecond }),
    ...(scale === undefined ? {} : { scale }),
  };
}

/** A number given on the command line; other text is left to the configuration to refuse as it is. */
export function numberOf(text: string | undefined): number | string | undefined {
  if (text === undefined || !/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text.trim()))
    return text;
  return Number(text);
}
