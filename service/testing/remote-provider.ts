import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { ProviderName } from '../../harness/core/outcome.ts';
import type { CallContext, ProviderAdapter, ProviderAnswer } from '../providers/adapter.ts';
import type { FakeProvider } from './fake-provider.ts';

// A fake that outlives the service: it stays in the test's process and is spoken to over
// loopback, so that a killed service finds it as it left it.

type RemoteOperation = 'create' | 'confirm' | 'capture' | 'void' | 'refund' | 'retrieve';

export interface RemoteProvider extends AsyncDisposable {
  readonly url: string;
}

export async function serveFake(fake: FakeProvider): Promise<RemoteProvider> {
  const server = createServer((request, response) => {
    answer(fake, request).then(
      (body) => response.end(JSON.stringify(body)),
      (error: unknown) => response.writeHead(500).end(String(error)),
    );
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function answer(fake: FakeProvider, request: IncomingMessage): Promise<ProviderAnswer> {
  const message = JSON.parse(await text(request)) as {
    readonly operation: RemoteOperation;
    readonly request: never;
    readonly idempotencyKey: string;
  };
  const { operation, idempotencyKey } = message;
  const context = { idempotencyKey, signal: new AbortController().signal, timeoutMs: null };
  return fake.adapter[operation](message.request, context);
}

/** The adapter of a fake that is served elsewhere. */
export function createRemoteAdapter(name: ProviderName, url: string): ProviderAdapter {
  const call =
    (operation: RemoteOperation) =>
    async (request: object, context: Partial<CallContext>): Promise<ProviderAnswer> => {
      const { idempotencyKey, signal } = context;
      const body = JSON.stringify({ operation, request, idempotencyKey });
      const response = await fetch(url, { method: 'POST', body, signal: signal ?? null });
      return (await response.json()) as ProviderAnswer;
    };
  return {
    name,
    capabilities: { fence: 'cancel', canAuthoriseOnly: true },
    supports: () => null,
    create: call('create'),
    confirm: call('confirm'),
    capture: call('capture'),
    void: call('void'),
    refund: call('refund'),
    retrieve: call('retrieve'),
    verifyWebhook: async () => ({ kind: 'refused', reason: 'unsigned' }),
  };
}
