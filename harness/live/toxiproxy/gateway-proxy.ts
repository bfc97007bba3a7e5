import { liveError } from '../errors.ts';
import { findFreePort, poll, type Wait } from '../processes/index.ts';
import { checkSetting } from './check-setting.ts';
import { probeEffect, type Proof } from './probe/index.ts';
import { describeToxic, isSameToxic } from './state.ts';
import { removalDelayMs, toxicOf, type NetworkSetting } from './toxic.ts';
import type { ToxiproxyTransport } from './transport.ts';

const ASK_MS = 5_000;
const REOPEN_MS = 2_000;
const PORT_TRIES = 5;

export interface ProxyRequest {
  /** The gateway's name. */
  readonly name: string;
  /** The gateway itself: `http://127.0.0.1:1234`. */
  readonly upstreamUrl: string;
}

/** One gateway behind Toxiproxy. All waits are bounded; errors are LIVE_TOXIPROXY_... */
export interface GatewayProxy {
  readonly name: string;
  /** What the target is given in place of the gateway's own address. */
  readonly url: string;
  readonly upstreamUrl: string;
  /**
   * Sets a fault and reads it back. Arming it again with the same setting changes nothing; with
   * another it is removed and added anew, since editing a live toxic releases what it holds back.
   * Adding a second toxic in the same direction does that too: schedule such faults apart.
   */
  arm(setting: NetworkSetting, wait?: Partial<Wait>): Promise<void>;
  /** Removes a fault and reads back that it is gone. Fine when it is not armed. */
  clear(faultName: string, wait?: Partial<Wait>): Promise<void>;
  /** Names of the faults that are armed now. */
  armed(): readonly string[];
  /** Shows by a harmless request, or failing that by reading back, that an armed fault works. */
  probe(faultName: string, options?: ProbeChoice): Promise<Proof>;
  /** Everything was cleared at once, by a reset of Toxiproxy. */
  forget(): void;
  remove(): Promise<void>;
}

export interface ProbeChoice {
  /** A path that moves no money; `/` by default. */
  readonly path?: string;
  readonly signal?: AbortSignal | undefined;
}

export async function createGatewayProxy(
  transport: ToxiproxyTransport,
  { name, upstreamUrl }: ProxyRequest,
): Promise<GatewayProxy> {
  const listen = await openProxy(transport, name, new URL(upstreamUrl).host);
  const url = `http://${listen}`;
  const settings = new Map<string, NetworkSetting>();

  const waitOf = (wait: Partial<Wait>): Wait => ({ deadlineMs: ASK_MS, ...wait });

  const isClosed = (): boolean => [...settings.values()].some(closesProxy);

  /** Throws LIVE_FAULT_NOT_SET when Toxiproxy holds something else than was set. */
  const check = async (fault: string, wait: Wait): Promise<void> => {
    const state = await transport.proxy(name, wait);
    const differ = (wanted: string, got: string) =>
      liveError('LIVE_FAULT_NOT_SET', { fault, wanted, got });
    const word = (enabled: boolean): string => (enabled ? 'an open proxy' : 'a closed proxy');
    if (state.enabled === isClosed()) throw differ(word(!isClosed()), word(state.enabled));
    for (const setting of settings.values()) {
      const wanted = setToxic(setting);
      if (wanted === null) continue;
      const got = state.toxics.find((toxic) => toxic.name === wanted.name);
      if (got === undefined) throw differ(describeToxic(wanted), 'nothing');
      if (!isSameToxic(wanted, got)) throw differ(describeToxic(wanted), describeToxic(got));
    }
    const strays = state.toxics.length - [...settings.values()].filter(setToxic).length;
    if (strays !== 0)
      throw differ(`${settings.size} faults`, state.toxics.map(describeToxic).join());
  };

  const open = async (wait: Wait): Promise<void> => {
    // The port may be held for a moment by somebody's outgoing connection.
    let last: unknown;
    const opened = await poll(
      async () => {
        try {
          await transport.enable(name, true, wait);
          return true;
        } catch (error) {
          last = error;
          return undefined;
        }
      },
      { deadlineMs: REOPEN_MS, signal: wait.signal },
      100,
    );
    if (opened !== true) throw last;
  };

  const unset = async (setting: NetworkSetting, wait: Wait): Promise<void> => {
    const toxic = setToxic(setting);
    const deadlineMs = wait.deadlineMs + removalDelayMs(setting.effect);
    if (toxic !== null) await transport.removeToxic(name, toxic.name, { ...wait, deadlineMs });
    settings.delete(setting.name);
    if (closesProxy(setting) && !isClosed()) await open(wait);
  };

  return {
    name,
    url,
    upstreamUrl,
    arm: async (setting, partial = {}) => {
      checkSetting(setting);
      const wait = waitOf(partial);
      const before = settings.get(setting.name);
      if (before !== undefined && !isSameSetting(before, setting)) await unset(before, wait);
      if (!settings.has(setting.name)) {
        const toxic = setToxic(setting);
        if (toxic !== null) await transport.addToxic(name, toxic, wait);
        settings.set(setting.name, setting);
        if (closesProxy(setting)) await transport.enable(name, false, wait);
      }
      await check(setting.name, wait);
    },
    clear: async (faultName, partial = {}) => {
      const wait = waitOf(partial);
      const setting = settings.get(faultName);
      if (setting === undefined) return;
      await unset(setting, wait);
      await check(faultName, wait);
    },
    armed: () => [...settings.keys()],
    probe: async (faultName, { path = '/', signal } = {}) => {
      const setting = settings.get(faultName);
      if (setting === undefined) {
        return { proved: false, by: 'nothing', detail: `${faultName} is not armed` };
      }
      const readBack = () => check(faultName, waitOf({ signal }));
      return probeEffect({ setting, proxiedUrl: url, upstreamUrl, path, readBack, signal });
    },
    forget: () => settings.clear(),
    remove: () => transport.removeProxy(name, waitOf({})),
  };
}

/** Its address, `127.0.0.1:12345`. Tries other ports when one was taken meanwhile. */
async function openProxy(
  transport: ToxiproxyTransport,
  name: string,
  upstream: string,
): Promise<string> {
  const wait = { deadlineMs: ASK_MS };
  for (let tries = 1; ; tries += 1) {
    const listen = `127.0.0.1:${await findFreePort()}`;
    try {
      await transport.createProxy({ name, listen, upstream }, wait);
      return (await transport.proxy(name, wait)).listen;
    } catch (error) {
      const isTaken = error instanceof Error && error.message.includes('address already in use');
      if (!isTaken || tries >= PORT_TRIES) throw error;
    }
  }
}

/**
 * With a share of 0 nothing is set: even a toxic that selects no connection changes them all (a
 * reset cuts slow readers short, removing a black hole closes every connection).
 */
const setToxic = (setting: NetworkSetting) => (setting.share === 0 ? null : toxicOf(setting));

const closesProxy = ({ effect, share }: NetworkSetting): boolean =>
  effect.kind === 'down' && share === 1;

function isSameSetting(one: NetworkSetting, other: NetworkSetting): boolean {
  if (closesProxy(one) || closesProxy(other)) return closesProxy(one) && closesProxy(other);
  const [before, after] = [setToxic(one), setToxic(other)];
  return before === null || after === null ? before === after : isSameToxic(before, after);
}
