import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { parseMocksSettings } from './settings.ts';
import { startMocks } from './start-mocks.ts';

const log = pino({ level: 'silent' });
const settings = (ports: { readonly gateway: number; readonly control: number }) =>
  parseMocksSettings(
    JSON.stringify({
      seed: 1,
      gateways: [{ name: 'stripe', port: ports.gateway }],
      controlPort: ports.control,
    }),
  );

it('refuses a port that is taken, and leaves nothing running', async () => {
  const free = await freePort();
  await using first = await startMocks(settings({ gateway: 0, control: 0 }), log);
  const taken = Number(new URL(first.ready.control.url).port);
  const second = startMocks(settings({ gateway: free, control: taken }), log);
  await expect(second).rejects.toMatchObject({ code: 'MOCKS_PORT_UNUSABLE' });
  await expect(fetch(`http://127.0.0.1:${free}/`)).rejects.toThrow('fetch failed');
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
