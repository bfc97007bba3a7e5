import { createServer } from 'node:net';

/**
 * A loopback port that was free a moment ago, for what cannot choose its own (Toxiproxy, k6).
 * Another process may take it before it is used: whoever uses it checks whose answer it gets.
 */
export async function findFreePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === 'string') throw new TypeError('not a TCP server');
  return address.port;
}
