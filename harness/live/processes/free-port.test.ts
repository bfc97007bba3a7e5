import { createServer } from 'node:net';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { findFreePort } from './free-port.ts';

test('finds a port that can be listened on, outside the range of outgoing connections', async () => {
  const port = await findFreePort();
  expect(port).toBeLessThan(32_768);
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  server.close();
});

test('says so when there is none', async () => {
  // No machine has this address (reserved for documentation).
  await expect(findFreePort('192.0.2.1')).rejects.toThrow('no free port on 192.0.2.1');
});
