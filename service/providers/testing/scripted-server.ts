import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

// A provider that does exactly what a test says, on a real socket: what is wrong on a wire is only
// believable on one.

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

export type Script =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly body: string | Uint8Array;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** The request is read and nothing comes back. */
  | { readonly kind: 'hang' }
  /** TCP RST after the request was read. */
  | { readonly kind: 'reset' }
  /** The connection is closed in order, without an answer. */
  | { readonly kind: 'close' }
  /** Headers and a first part of the body, then the connection is cut. */
  | { readonly kind: 'cut'; readonly status: number; readonly body: string }
  /** Headers and a first part of the body, then silence. */
  | { readonly kind: 'stall'; readonly status: number; readonly body: string }
  /** Bytes that are no HTTP. */
  | { readonly kind: 'noise' };

export type Scripted = (request: SeenRequest) => Script | Promise<Script>;

export interface ScriptedServer extends AsyncDisposable {
  readonly baseUrl: string;
  readonly seen: readonly SeenRequest[];
  /** What the next requests get. */
  script(scripted: Scripted): void;
  /** How many were opened so far. */
  connections(): number;
}

export const json = (
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Script => ({
  kind: 'answer',
  status,
  body: JSON.stringify(body),
  headers: { 'content-type': 'application/json', ...headers },
});

export async function startScriptedServer(
  first: Scripted = () => ({ kind: 'hang' }),
): Promise<ScriptedServer> {
  let scripted = first;
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then(async (body) => {
      const { method = '', url: path = '', headers } = request;
      const one: SeenRequest = { method, path, headers, body };
      seen.push(one);
      play(await scripted(one), response);
    });
  });
  let connections = 0;
  server.on('connection', () => (connections += 1));
  const port = await listen(server);
  return {
    baseUrl: `http://127.0.0.1:${port}`,
    seen,
    connections: () => connections,
    script(next) {
      scripted = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let text = '';
  request.setEncoding('utf8');
  for await (const chunk of request) text += String(chunk);
  return text;
}

function play(script: Script, response: ServerResponse): void {
  const { socket } = response;
  switch (script.kind) {
    case 'answer':
      response.writeHead(script.status, script.headers).end(script.body);
      break;
    case 'hang':
      break;
    case 'reset':
      socket?.resetAndDestroy();
      break;
    case 'close':
      socket?.end();
      break;
    case 'noise':
      socket?.end('+OK ready\r\n\r\n');
      break;
    case 'cut':
    case 'stall':
      response.writeHead(script.status, { 'content-length': script.body.length + 100 });
      response.write(script.body, () => {
        if (script.kind === 'cut') socket?.destroy();
      });
      break;
    default:
      throw new TypeError('unhandled script');
  }
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}
