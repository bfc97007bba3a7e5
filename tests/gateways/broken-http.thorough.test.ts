import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DIALECT_NAMES } from '../../mocks/dialects/registry.ts';
import { startBounds, type Bounds } from './bounds.fixture.ts';
import { bytesOf, converse, readAnswers, type Heard, type Sent } from './wire.fixture.ts';

// Bytes that are no request, half of one, or more than one.

const GOOD = 'GET /none HTTP/1.1\r\nhost: a\r\n\r\n';
const POST = 'POST /none HTTP/1.1\r\nhost: a\r\n';

/** Always answered, with the status 400 or, where it is only unknown, 404. */
const REFUSED: Readonly<Record<string, string>> = {
  'no request line': 'NONSENSE\r\n\r\n',
  'an unknown method': 'SING / HTTP/1.1\r\nhost: a\r\n\r\n',
  'a method that must say its type': 'QUERY /none HTTP/1.1\r\nhost: a\r\n\r\n',
  'another protocol': 'GET / SPDY/3\r\n\r\n',
  'another version': 'GET / HTTP/9.9\r\nhost: a\r\n\r\n',
  'a header without a colon': 'GET / HTTP/1.1\r\nhost a\r\n\r\n',
  'a space in a header name': 'GET / HTTP/1.1\r\nho st: a\r\n\r\n',
  'a control sign in a header': 'GET / HTTP/1.1\r\nhost: a\r\nx: \u0000\r\n\r\n',
  'headers without an end': `GET / HTTP/1.1\r\nx: ${'x'.repeat(100_000)}`,
  'two lengths': `${POST}content-length: 1\r\ncontent-length: 2\r\n\r\nab`,
  'a length that is no number': `${POST}content-length: ten\r\n\r\nab`,
  'a length and chunks': `${POST}content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`,
  'chunks without a size': `${POST}transfer-encoding: chunked\r\n\r\nzz\r\nab\r\n`,
  'no host': 'GET /none HTTP/1.1\r\n\r\n',
  'an expectation': `${POST}expect: miracles\r\ncontent-length: 0\r\n\r\n`,
};

/** Cut off: whether it is answered or dropped, nothing comes of it. */
const CUT: readonly string[] = [
  '',
  'G',
  'GET / HT',
  'GET / HTTP/1.1\r\nho',
  `${POST}content-length: 100\r\ncontent-type: application/json\r\n\r\n{"a":`,
  `${POST}transfer-encoding: chunked\r\n\r\n5\r\nab`,
];

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 200 }),
  fc
    .tuple(fc.constantFrom(...Object.values(REFUSED)), fc.nat(200), fc.uint8Array())
    .map(([text, place, rubbish]) =>
      Buffer.concat([
        Buffer.from(text.slice(0, place), 'latin1'),
        rubbish,
        Buffer.from(text.slice(place), 'latin1'),
      ]),
    ),
);

const RUNS = Number(process.env['PAYDRILL_RUBBISH_RUNS'] ?? 60);
const PATIENCE = { timeout: Math.max(30_000, RUNS * 100) };

describe.each(DIALECT_NAMES)('the %s gateway', (name) => {
  let bounds: Bounds;
  beforeAll(async () => {
    bounds = await startBounds(name);
  });
  afterAll(() => bounds[Symbol.asyncDispose]());

  it.each(Object.entries(REFUSED))('refuses %s in its provider’s shape', async (_what, text) => {
    const answers = readAnswers(await converse(bounds.port, Buffer.from(text, 'latin1')));
    expect(answers.map(({ status }) => status)).toEqual([expect.toBeOneOf([200, 400, 404])]);
    expect(answers.map((it) => bounds.provider.isRefusal(it))).toEqual([true]);
    expect(await bounds.complaintsAfter(Buffer.from(text, 'latin1'))).toEqual([]);
  });

  it('drops or refuses what is cut off, and answers the next', async () => {
    for (const text of CUT) {
      expect(await bounds.complaintsAfter(Buffer.from(text))).toEqual([]);
    }
    await bounds.pay('order-after-the-cut');
  });

  it('answers requests that come at once in their order, up to the one that is broken', async () => {
    const said = await converse(bounds.port, Buffer.from(`${GOOD}${GOOD}NONSENSE\r\n\r\n`));
    const answers = readAnswers(said);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 400]);
    for (const answer of answers) expect(bounds.provider.isErrorShape(answer, null)).toBe(true);
  });

  it('answers all requests that come at once, good ones too', async () => {
    const [sample] = bounds.provider.samples;
    const sent: Sent = {
      method: sample?.method ?? 'POST',
      target: sample?.path ?? '/',
      headers: {
        connection: 'keep-alive',
        'content-type': bounds.provider.contentType(sample?.path ?? '/'),
      },
      body: bounds.provider.encode(sample?.path ?? '/', {}),
    };
    const one = bytesOf(bounds.provider.admit(sent, 'valid'));
    const said = await converse(bounds.port, Buffer.concat([one, Buffer.from(GOOD), one]));
    expect(readAnswers(said).map((it) => bounds.provider.isErrorShape(it, null))).toEqual([
      true,
      true,
      true,
    ]);
  });

  it('refuses to be a tunnel', async () => {
    const text = 'CONNECT shop.test:443 HTTP/1.1\r\nhost: a\r\n\r\n';
    const [answer] = readAnswers(await converse(bounds.port, Buffer.from(text)));
    expect(answer?.status).toBeOneOf([404, 405]);
    expect(answer === undefined || bounds.provider.isRefusal(answer)).toBe(true);
  });

  it('knows a path with its own address before it as the same', async () => {
    const ask = (target: string): Promise<string> =>
      converse(
        bounds.port,
        Buffer.from(`POST ${target} HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n`),
      );
    const path = bounds.provider.samples[0]?.path ?? '/';
    const [plain] = readAnswers(await ask(path));
    const [absolute] = readAnswers(await ask(`http://127.0.0.1:${bounds.port}${path}`));
    const shape = (heard: Heard | undefined): unknown => [
      heard?.status,
      heard?.headers['content-type'],
      heard?.body.replaceAll(/[0-9A-Za-z]{13,}/g, '*'),
    ];
    expect(shape(absolute)).toEqual(shape(plain));
  });

  it('survives bytes of any kind', PATIENCE, async () => {
    await fc.assert(
      fc.asyncProperty(anyBytes, async (given) => {
        expect(await bounds.complaintsAfter(Buffer.from(given))).toEqual([]);
      }),
      { numRuns: RUNS },
    );
    await bounds.pay('order-after-bytes');
  });

  it('keeps nothing of requests that it did not let in', async () => {
    const [sample] = bounds.provider.samples;
    const sent: Sent = {
      method: sample?.method ?? 'POST',
      target: sample?.path ?? '/',
      headers: { 'content-type': bounds.provider.contentType(sample?.path ?? '/') },
      body: bounds.provider.encode(sample?.path ?? '/', { note: 'x'.repeat(BODY_BYTES) }),
    };
    const bytes = bytesOf(bounds.provider.admit(sent, 'foreign'));
    const send = async (count: number): Promise<void> => {
      for (let done = 0; done < count; done += 1) await converse(bounds.port, bytes);
    };
    const records = bounds.countRecords();
    await send(10);
    const before = heapBytes();
    await send(COUNT);
    expect(heapBytes() - before).toBeLessThan((COUNT * BODY_BYTES) / 2);
    expect(bounds.countRecords()).toBe(records);
  });
});

const COUNT = 80;
const BODY_BYTES = 60_000;

function heapBytes(): number {
  setFlagsFromString('--expose-gc');
  const collectGarbage: unknown = runInNewContext('gc');
  if (typeof collectGarbage !== 'function') throw new Error('no garbage collector at hand');
  Reflect.apply(collectGarbage, undefined, []);
  return process.memoryUsage().heapUsed;
}
