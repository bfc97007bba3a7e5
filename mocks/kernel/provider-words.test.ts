import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { parseSeed } from '../../harness/core/ids.ts';
import { DIALECT_NAMES, DIALECTS } from '../dialects/registry.ts';
import { createClock } from './clock.ts';
import { createGateway } from './create-gateway.ts';

const CASES: readonly (readonly [method: string, path: string])[] = [
  ['GET', '/'],
  ['HEAD', '/'],
  ['OPTIONS', '/'],
  ['POST', '/'],
  ['GET', '/favicon.ico'],
  ['DELETE', '/no/such/thing'],
  ['PROPFIND', '/'],
  ['GET', '/%zz'],
  ['GET', `/${'x'.repeat(120)}/long`],
];

describe.each(DIALECT_NAMES)('the %s gateway', (name) => {
  it.each(CASES)('answers %s %s in the words of its provider', async (method, path) => {
    const log = pino({ level: 'silent' });
    const gateway = createGateway({
      dialect: DIALECTS[name],
      seed: parseSeed(1),
      clock: createClock(),
      log,
    });
    await gateway.app.listen({ host: '127.0.0.1', port: 0 });
    const { port } = gateway.app.server.address() as { port: number };
    const answer = await new Promise<{ status: number; headers: object; body: string }>(
      (resolve, reject) => {
        request({ port, method, path }, (response) => {
          const { statusCode: status = 0, headers } = response;
          text(response).then((body) => resolve({ status, headers, body }), reject);
        })
          .once('error', reject)
          .end();
      },
    );
    await gateway.close();
    // What Fastify says by itself.
    expect(answer.body).not.toMatch(/Route [A-Z]+:|FST_|"error":"(Not Found|Bad Request)"/);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    const known = gateway.journal(10);
    expect(known.map(({ status }) => status)).toEqual([answer.status]);
  });
});
