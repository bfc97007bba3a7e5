import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { textOf, type SendRequest } from '../../drill/serving/send-request.ts';
import { sendByHttp } from '../../drill/serving/send-by-http.ts';
import { streamBySocket } from './index.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const serve = (answer: RequestListener): Promise<string> => listen(createHttpServer(answer));

/** Says exactly this to whoever asks, and closes unless told otherwise. */
const say = (text: string, end: (socket: Socket) => void = (socket) => socket.end()) =>
  listen(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.write(text, () => end(socket)));
    }),
  );

const never = new AbortController().signal;

async function ask(send: SendRequest, url: string, signal = never) {
  const { status, isOk, body } = await send(url, {
    signal,
    headers: { authorization: 'Bearer t' },
  });
  return { status, isOk, text: await textOf(body) };
}

describe.each([
  ['by node:http', sendByHttp],
  ['by a socket', streamBySocket],
])('an answer %s', (_, send) => {
  it('is told whole, and the question was asked with its headers', async () => {
    const url = await serve(({ method, url: path, headers }, answer) => {
      answer.write(`${method} ${path} ${headers.authorization}`);
      answer.end(' Größe-注文');
    });
    expect(await ask(send, `${url}/events?gateway=a`)).toEqual({
      status: 200,
      isOk: true,
      text: 'GET /events?gateway=a Bearer t Größe-注文',
    });
  });

  it('is no success when it says so', async () => {
    const url = await serve((_request, answer) => void answer.writeHead(404).end('no audit'));
    expect(await ask(send, url)).toEqual({ status: 404, isOk: false, text: 'no audit' });
  });

  it('is not taken for whole when its connection ends before it', async () => {
    const url = await serve((_request, answer) => {
      answer.write('half', () => answer.destroy());
    });
    await expect(ask(send, url)).rejects.toThrow(/aborted|before the answer was whole/);
  });

  it('ends with the reason of an abort, while nothing answers and halfway through', async () => {
    const silent = await say('', () => {});
    const stop = new AbortController();
    const asked = ask(send, silent, stop.signal);
    stop.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');

    const stopLater = new AbortController();
    const stuck = await serve((_request, answer) => void answer.write('half'));
    const { body } = await send(stuck, { signal: stopLater.signal });
    const read = body(() => stopLater.abort(new Error('enough of it')));
    await expect(read).rejects.toThrow('enough of it');
  });

  it('rejects when nobody listens', async () => {
    const url = await say('');
    servers.pop()?.close();
    await expect(ask(send, url)).rejects.toThrow('ECONNREFUSED');
  });

  it('fails as its reader fails', async () => {
    const url = await serve((_request, answer) => void answer.end('{"kind":'));
    const { body } = await send(url, { signal: never });
    const read = body(() => {
      throw new SyntaxError('no event');
    });
    await expect(read).rejects.toThrow('no event');
  });
});

describe('a stream by a socket', () => {
  it('is read into one buffer, however large it is', async () => {
    const piece = 'x'.repeat(50_000);
    const url = await serve((_request, answer) => {
      for (let count = 0; count < 40; count += 1) answer.write(piece);
      answer.end();
    });
    const { body } = await streamBySocket(url, { signal: never });
    const buffers = new Set<ArrayBufferLike>();
    let length = 0;
    await body((chunk) => {
      buffers.add(chunk.buffer);
      length += chunk.length;
    });
    expect(length).toBe(2_000_000);
    // The first bytes may have come with the head.
    expect(buffers.size).toBeLessThanOrEqual(2);
  });

  it('waits until somebody reads it', async () => {
    const url = await serve((_request, answer) => {
      for (let count = 0; count < 40; count += 1) answer.write('y'.repeat(50_000));
      answer.end();
    });
    const { body } = await streamBySocket(url, { signal: never });
    // Whatever comes meanwhile must be neither lost nor told too early.
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
    expect((await textOf(body)).length).toBe(2_000_000);
  });

  it('passes over answers that are none yet', async () => {
    const url = await say(
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    );
    expect(await ask(streamBySocket, url)).toMatchObject({ status: 200, text: 'ok' });
  });

  it('may end with its connection where it says no length', async () => {
    const url = await say('HTTP/1.0 200 OK\r\n\r\nall of it');
    expect(await ask(streamBySocket, url)).toMatchObject({ text: 'all of it' });
  });

  it.each(['SSH-2.0-OpenSSH\r\n\r\n', 'x'.repeat(20_000)])(
    'refuses what is no HTTP',
    async (text) => {
      await expect(ask(streamBySocket, await say(text))).rejects.toThrow(TypeError);
    },
  );
});
