import { parseSeed } from '../core/ids.ts';
import { simulatorError } from './errors.ts';
import { checkLink } from './network/link.ts';
import type { Request, WorldCommand } from './protocol.ts';
import type { VirtualWorldOptions } from './world-options.ts';

// Types do not bind those who write JavaScript, and a wrong number is better told than played.

const OPTIONS: Readonly<Record<keyof VirtualWorldOptions, true>> = {
  seed: true,
  startTime: true,
  network: true,
  sources: true,
  deadlineMs: true,
  wallDeadlineMs: true,
  onOutput: true,
  onEvent: true,
};
const COMMANDS: Readonly<Record<WorldCommand['kind'], true>> = {
  start: true,
  kill: true,
  stop: true,
  pause: true,
  resume: true,
  restart: true,
  link: true,
  inject: true,
  clear: true,
};

/** @throws SIMULATOR_OPTION_INVALID, SIMULATOR_LINK_INVALID */
export function checkOptions(options: VirtualWorldOptions): void {
  if (typeof options !== 'object' || options === null) {
    throw invalid('its options', 'an object with a seed, { seed: 7 }', options);
  }
  const unknown = Object.keys(options).find((name) => !(name in OPTIONS));
  if (unknown !== undefined) {
    throw invalid(unknown, `one of ${Object.keys(OPTIONS).join(', ')}`, unknown);
  }
  const { seed, startTime, network = [], deadlineMs, wallDeadlineMs } = options;
  checkSeed(seed);
  if (startTime !== undefined && !Number.isFinite(Number(startTime))) {
    throw invalid('startTime', 'a valid Date, or milliseconds since 1970', startTime);
  }
  for (const [name, value] of Object.entries({ deadlineMs, wallDeadlineMs })) {
    if (value !== undefined && !isPositive(value)) {
      throw invalid(name, 'a number of milliseconds above 0', value);
    }
  }
  network.forEach(checkLink);
}

/** @throws SIMULATOR_OPTION_INVALID */
export function checkRequest(request: Request): void {
  switch (request.kind) {
    case 'run':
      return checkModule(request.entry.module);
    case 'advance':
      return checkMs('ms', request.ms);
    case 'at':
      checkMs('atMs', request.atMs);
      return checkCommand(request.command);
    case 'do':
      return checkCommand(request.command);
    case 'reset':
      return checkSeed(request.seed);
    case 'report':
  }
}

function checkCommand(command: WorldCommand): void {
  if (!(command.kind in COMMANDS)) {
    throw invalid('kind', `one of ${Object.keys(COMMANDS).join(', ')}`, command.kind);
  }
  if (command.kind === 'start') checkModule(command.entry.module);
}

function checkSeed(seed: number): void {
  try {
    parseSeed(seed);
  } catch {
    throw invalid('seed', 'a whole number from 0 to 4294967295', seed);
  }
}

function checkModule(module: string): void {
  if (URL.canParse(module)) return;
  throw invalid('module', 'a URL, such as new URL("./scenario.js", import.meta.url)', module);
}

function checkMs(name: string, value: unknown): void {
  if (value === 0 || isPositive(value)) return;
  throw invalid(name, 'a number of milliseconds from 0', value);
}

const isPositive = (value: unknown): boolean =>
  typeof value === 'number' && Number.isFinite(value) && value > 0;

const invalid = (option: string, rule: string, got: unknown) =>
  simulatorError('SIMULATOR_OPTION_INVALID', {
    option,
    rule,
    got: typeof got === 'string' ? `"${got}"` : String(got),
  });
