import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

// Below the range from which Linux (32768) and macOS (49152) draw the ports of outgoing
// connections. A port from that range that is closed for a while (a proxy that is down, a target
// that restarts) may be somebody's outgoing port by the time it is wanted back.
const LOWEST = 12_000;
const HIGHEST = 32_000;
const TRIES = 20;

/**
 * A loopback port that was free a moment ago, for what cannot choose its own or must have the same
 * again. Another process may take it before it is used: whoever uses it checks who answers.
 */
export async function findFreePort(host = '127.0.0.1'): Promise<number> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = await probePort(randomInt(LOWEST, HIGHEST), host);
    if (port !== null) return port;
  }
  const port = await probePort(0, host);
  if (port === null) throw new Error(`no free port on ${host}`);
  return port;
}

async function probePort(port: number, host: string): Promise<number | null> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once('error', () => resolve(null));
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? null) : null));
    });
  });
}
