import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { WebhookPoster } from './post-webhook.ts';

interface Receiver extends AsyncDisposable {
  readonly url: string;
}

async function receive(listener: RequestListener): Promise<Receiver> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const sent = (url: string, timeoutMs = 5000) => ({ url, headers: {}, body: 'ä', timeoutMs });

it('tells the status, on one connection for one webhook after the other', async () => {
  const ports = new Set<number | undefined>();
  await using receiver = await receive((request, response) => {
    ports.add(request.socket.remotePort);
    response.writeHead(302, { location: '/elsewhere' }).end('moved');
  });
  const poster = new WebhookPoster();
  expect(await poster.post(sent(receiver.url))).toEqual({ status: 302, body: 'moved' });
  expect(await poster.post(sent(receiver.url))).toEqual({ status: 302, body: 'moved' });
  expect(ports.size).toBe(1);
  poster.close();
});

it('gives up on a receiver that never answers, and on one that never ends its answer', async () => {
  const poster = new WebhookPoster();
  await using silent = await receive(() => undefined);
  await expect(poster.post(sent(silent.url, 20))).rejects.toThrow('no answer in 20 ms');
  await using endless = await receive((_request, response) => {
    response.writeHead(200);
    response.write('begun');
  });
  await expect(poster.post(sent(endless.url, 20))).rejects.toThrow();
  poster.close();
});

it('gives up what is under way when it is told to', async () => {
  const poster = new WebhookPoster();
  await using silent = await receive(() => poster.abort());
  await expect(poster.post(sent(silent.url))).rejects.toThrow('given up');
  poster.close();
});
