import { NETWORK_EFFECTS } from '../../config/fault-layers.ts';
import { brokenNetworkRule } from '../../config/network-rules.ts';
import type { NetworkEffect } from '../../core/scenario.ts';
import { simulatorError } from '../errors.ts';
import { brokenDelay, type Delay } from './delay.ts';

/** How things normally are between two processes. */
export interface LinkSettings {
  /** From the client to the server; default 0.5 ms. */
  readonly upstream?: Delay;
  /** From the server to the client; default as upstream. */
  readonly downstream?: Delay;
  /** Both ways, each connection; default unlimited. */
  readonly kilobytesPerSecond?: number;
  /**
   * A proxy stands between them, as Toxiproxy does in a live drill: it accepts although nobody
   * listens behind it, and hands a reset on as an orderly end. Default false.
   */
  readonly isProxied?: boolean;
}

/** Between which processes; `*` is any. The most exact entry counts. */
export interface LinkPlace {
  readonly from?: string;
  readonly to?: string;
}

/** What Toxiproxy can do, and its `timeout` toxic with a time. */
export type LinkEffect = NetworkEffect | { readonly kind: 'timeout'; readonly afterMs: number };

export interface LinkFault extends LinkPlace {
  /** Unique in the world while it is active. */
  readonly name: string;
  /** `upstream`: the request suffers. `downstream`: the answer. */
  readonly direction: 'upstream' | 'downstream';
  readonly effect: LinkEffect;
  /** Share of connections, drawn once a connection from the seed: 0 to 1, default 1. */
  readonly share?: number;
}

export const placeMatches = (place: LinkPlace, from: string, to: string): boolean =>
  isIn(place.from, from) && isIn(place.to, to);

const isIn = (wanted: string | undefined, name: string): boolean =>
  wanted === undefined || wanted === '*' || wanted === name;

const LINK_SETTINGS: ReadonlySet<string> = new Set([
  'from',
  'to',
  'upstream',
  'downstream',
  'kilobytesPerSecond',
  'isProxied',
] satisfies (keyof LinkPlace | keyof LinkSettings)[]);

/** @throws SIMULATOR_LINK_INVALID */
export function checkLink(settings: LinkPlace & LinkSettings): void {
  const unknown = Object.keys(settings).find((name) => !LINK_SETTINGS.has(name));
  if (unknown !== undefined) {
    throw invalid(unknown, `a link has ${[...LINK_SETTINGS].join(', ')}`);
  }
  for (const name of ['upstream', 'downstream'] as const) {
    const delay = settings[name];
    const rule = delay === undefined ? null : brokenDelay(delay);
    if (rule !== null) throw invalid(name, rule);
  }
  const rate = settings.kilobytesPerSecond;
  if (rate !== undefined && !(rate > 0)) throw invalid('kilobytesPerSecond', 'it must be above 0');
}

/** @throws SIMULATOR_LINK_INVALID */
export function checkFault({ name, direction, effect, share = 1 }: LinkFault): void {
  if (direction !== 'upstream' && direction !== 'downstream') {
    throw invalid(`${name}: direction`, 'it must be "upstream" or "downstream"');
  }
  const kinds = [...Object.keys(NETWORK_EFFECTS), 'timeout'];
  if (!kinds.includes(effect.kind)) {
    throw invalid(`${name}: effect.kind`, `it must be one of ${kinds.join(', ')}`);
  }
  if (effect.kind === 'timeout') {
    if (!(effect.afterMs >= 0)) throw invalid(`${name}: effect.afterMs`, 'it must be 0 or more');
    if (!(share >= 0 && share <= 1)) throw invalid(`${name}: share`, 'it must be from 0 to 1');
    return;
  }
  const missing = Object.keys(NETWORK_EFFECTS[effect.kind].options).find(
    (option) => typeof Reflect.get(effect, option) !== 'number',
  );
  if (missing !== undefined) throw invalid(`${name}: effect.${missing}`, 'it must be a number');
  const broken = brokenNetworkRule({ effect, share });
  if (broken !== null) throw invalid(`${name}: ${broken.what}`, `it ${broken.rule}`);
}

const invalid = (setting: string, rule: string) =>
  simulatorError('SIMULATOR_LINK_INVALID', { setting, rule });
