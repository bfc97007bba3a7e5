import { request as httpRequest } from 'node:http';
import { once } from 'node:events';
import { describe, expect, test } from 'vitest';
import { startRig, type Rig } from './rig.fixture.ts';

/** Sends a request that asks first; the caller writes the body when it likes. */
function askFirst(rig: Rig) {
  const address = rig.gateway.app.server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const body = '{"order":"a"}';
  const outgoing = httpRequest({
    port,
    host: '127.0.0.1',
    path: '/payments',
    method: 'POST',
    headers: {
      expect: '100-continue',
      'content-type': 'application/json',
      'content-length': body.length,
    },
  });
  outgoing.flushHeaders();
  const continued = once(outgoing, 'continue').then(() => 'continue' as const);
  const answered = once(outgoing, 'response').then(() => 'answer' as const);
  return { send: () => outgoing.end(body), continued, answered };
}

describe('no-100-continue', () => {
  test('says nothing to who asks first; one that goes on at last is served', async () => {
    await using rig = await startRig();
    rig.arm('no-100-continue');
    const { send, continued, answered } = askFirst(rig);
    await expect.poll(() => rig.met(), { timeout: 20_000 }).toBe(1);
    send();
    expect(await Promise.race([continued, answered])).toBe('answer');
    expect(rig.gateway.journal(1)).toMatchObject([{ status: 201, faults: ['no-100-continue'] }]);
  });

  test('is not there when it is not armed', async () => {
    await using rig = await startRig();
    const { send, continued, answered } = askFirst(rig);
    expect(await continued).toBe('continue');
    send();
    expect(await answered).toBe('answer');
    expect(rig.gateway.journal(1)).toMatchObject([{ status: 201, faults: [] }]);
  });
});
