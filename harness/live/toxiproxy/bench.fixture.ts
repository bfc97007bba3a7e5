// For tests: a real Toxiproxy in front of a small gateway that counts what reaches it.

import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startToxiproxy, type RunningToxiproxy } from './start-toxiproxy.ts';

export interface Gateway extends AsyncDisposable {
  readonly url: string;
  /** Requests that arrived, with their paths. */
  readonly hits: string[];
}

const BODY = `{"padding":"${'y'.repeat(4_000)}"}`;

export async function startGateway(): Promise<Gateway> {
  const hits: string[] = [];
  const server: Server = createServer((request, response) => {
    hits.push(request.url ?? '');
    response.writeHead(404, { 'content-type': 'application/json' }).end(BODY);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    hits,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

export interface Bench extends AsyncDisposable {
  readonly toxiproxy: RunningToxiproxy;
  readonly logDirectory: string;
}

export async function startBench(binary: { path: string; version: string }): Promise<Bench> {
  const logDirectory = await mkdtemp(join(tmpdir(), 'toxiproxy-test-'));
  const toxiproxy = await startToxiproxy({ binary, logDirectory, deadlineMs: 10_000 });
  return {
    toxiproxy,
    logDirectory,
    [Symbol.asyncDispose]: async () => {
      await toxiproxy[Symbol.asyncDispose]();
      await rm(logDirectory, { recursive: true, force: true });
    },
  };
}

/** What a client without any cleverness gets: the status, or the code of the error. */
export async function ask(url: string, path: string, timeoutMs = 5_000): Promise<number | string> {
  const { request, Agent } = await import('node:http');
  const agent = new Agent({ keepAlive: true });
  try {
    return await new Promise((resolve) => {
      const sent = request(new URL(path, url), { agent, timeout: timeoutMs }, (response) => {
        response.resume();
        response.on('end', () => resolve(response.statusCode ?? 0));
        response.on('error', (error) => resolve('code' in error ? String(error.code) : 'cut'));
      });
      sent.on('timeout', () => {
        resolve('timeout');
        sent.destroy();
      });
      sent.on('error', (error) => resolve('code' in error ? String(error.code) : error.message));
      sent.end();
    });
  } finally {
    agent.destroy();
  }
}
