import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

// A merchant's webhook endpoint: it remembers what it got, so that a test can verify it.

export interface Delivery {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly deliveries: readonly Delivery[];
  /** Resolves when so many came. */
  count(wanted: number): Promise<void>;
}

export async function startReceiver(): Promise<Receiver> {
  const deliveries: Delivery[] = [];
  const waiting: { readonly wanted: number; readonly resolve: () => void }[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      response.end('ok');
      deliveries.push({ path: request.url ?? '', headers: request.headers, body });
      for (const { wanted, resolve } of waiting) if (deliveries.length >= wanted) resolve();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    deliveries,
    count: (wanted) =>
      new Promise((resolve) => {
        waiting.push({ wanted, resolve });
        if (deliveries.length >= wanted) resolve();
      }),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
