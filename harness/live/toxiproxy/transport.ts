import { Toxiproxy, ToxiproxyError, type Proxy } from 'toxiproxy-node-client';
import type { Wait } from '../processes/index.ts';
import { within } from '../processes/index.ts';
import { liveError } from '../errors.ts';
import { asSilence, askToxiproxy } from './ask.ts';
import { parseProxy, parseProxyNames, parseVersion, type ProxyState, type Toxic } from './state.ts';

/**
 * Toxiproxy's API as we use it. Creating goes through toxiproxy-node-client; what that client
 * cannot do safely (it has no deadlines, hides the server's error text, updates by the deprecated
 * POST and turns toxics and proxies into snapshots) is asked directly.
 */
export interface ToxiproxyTransport {
  readonly url: string;
  version(wait: Wait): Promise<string>;
  proxyNames(wait: Wait): Promise<readonly string[]>;
  proxy(name: string, wait: Wait): Promise<ProxyState>;
  createProxy(proxy: { name: string; listen: string; upstream: string }, wait: Wait): Promise<void>;
  removeProxy(name: string, wait: Wait): Promise<void>;
  enable(name: string, enabled: boolean, wait: Wait): Promise<void>;
  addToxic(proxy: string, toxic: Toxic, wait: Wait): Promise<void>;
  /** Fine when it is not there. Can hang on stuck connections: the deadline counts. */
  removeToxic(proxy: string, toxic: string, wait: Wait): Promise<void>;
  /** Enables all proxies, removes all toxics. */
  reset(wait: Wait): Promise<void>;
}

export function createTransport(url: string): ToxiproxyTransport {
  const client = new Toxiproxy(url);
  const ask = (
    operation: string,
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE',
    path: string,
    wait: Wait,
    more: { readonly body?: unknown; readonly accepted?: readonly number[] } = {},
  ) => askToxiproxy(url, { operation, method, path, ...wait, ...more });

  // The client says no more than "status code N". The same request by our own means either says
  // why, or succeeds, which is what was wanted.
  const byClient = async (
    operation: string,
    call: () => Promise<unknown>,
    wait: Wait,
    again: { readonly path: string; readonly body: unknown },
  ): Promise<void> => {
    try {
      const done = await within(
        call().then(() => true),
        wait,
      );
      if (done === true) return;
      const { deadlineMs } = wait;
      throw liveError('LIVE_TOXIPROXY_SILENT', { operation, deadlineMs, reason: 'no answer' });
    } catch (error) {
      wait.signal?.throwIfAborted();
      if (!(error instanceof ToxiproxyError)) throw asSilence(error, operation, wait.deadlineMs);
      await ask(operation, 'POST', again.path, wait, { body: again.body });
    }
  };

  return {
    url,
    version: async (wait) => parseVersion(await ask('for its version', 'GET', '/version', wait)),
    proxyNames: async (wait) =>
      parseProxyNames(await ask('for its proxies', 'GET', '/proxies', wait)),
    proxy: async (name, wait) =>
      parseProxy(await ask(`for the proxy ${name}`, 'GET', proxyPath(name), wait)),
    createProxy: (proxy, wait) =>
      byClient(`to create the proxy ${proxy.name}`, () => client.createProxy(proxy), wait, {
        path: '/proxies',
        body: proxy,
      }),
    removeProxy: async (name, wait) => {
      const accepted = [404];
      await ask(`to remove the proxy ${name}`, 'DELETE', proxyPath(name), wait, { accepted });
    },
    enable: async (name, enabled, wait) => {
      const operation = `to ${enabled ? 'open' : 'close'} the proxy ${name}`;
      await ask(operation, 'PATCH', proxyPath(name), wait, { body: { enabled } });
    },
    addToxic: (proxy, toxic, wait) =>
      byClient(
        `to add ${toxic.name} to ${proxy}`,
        async () => (await knownProxy(client, proxy)).addToxic({ ...toxic }),
        wait,
        { path: `${proxyPath(proxy)}/toxics`, body: toxic },
      ),
    removeToxic: async (proxy, toxic, wait) => {
      const path = `${proxyPath(proxy)}/toxics/${encodeURIComponent(toxic)}`;
      const accepted = [404];
      await ask(`to remove ${toxic} from ${proxy}`, 'DELETE', path, wait, { accepted });
    },
    reset: async (wait) => {
      await ask('to clear everything', 'POST', '/reset', wait);
    },
  };
}

const proxyPath = (name: string): string => `/proxies/${encodeURIComponent(name)}`;

const knownProxy = (client: Toxiproxy, name: string): Promise<Proxy> => client.get(name);
