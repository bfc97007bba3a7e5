import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, expect, test } from 'vitest';
import { createK6Rest } from './rest.ts';

let server: Server | null = null;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serve(listener: RequestListener) {
  server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return createK6Rest(`http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`);
}

test('shows what k6 refused and why', async () => {
  const rest = await serve((_request, response) => {
    response.writeHead(500).end('{"errors":[{"title":"Pause error"}]}');
  });
  await expect(rest.unpause({ deadlineMs: 1_000 })).rejects.toMatchObject({
    code: 'LIVE_K6_REFUSED',
    message: expect.stringContaining('500 {"errors":[{"title":"Pause error"}]}'),
  });
});

test('does not wait for ever', async () => {
  const rest = await serve(() => undefined);
  await expect(rest.figures({ deadlineMs: 50 })).rejects.toMatchObject({ code: 'LIVE_K6_SILENT' });
});

test('a k6 that still initialises its users is not ready', async () => {
  const rest = await serve((_request, response) => {
    const attributes = { status: 1, paused: true, running: false, stopped: false };
    response.end(JSON.stringify({ data: { attributes } }));
  });
  expect(await rest.isPausedBeforeRun({ deadlineMs: 1_000 })).toBe(false);
});
