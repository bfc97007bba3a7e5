import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import { startControlRig } from './control.fixture.ts';

/** Takes webhooks; answers the first of them with 500 so that it has to be tried again. */
async function startReceiver() {
  const got: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    got.push(request.url);
    response.writeHead(got.length === 1 ? 500 : 200).end();
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/webhooks/stripe`,
    got,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(resolve);
      });
    },
  };
}

describe('webhooks', () => {
  test('go where they were told, and those that wait are delivered on demand', async () => {
    await using rig = await startControlRig();
    await using receiver = await startReceiver();
    const { url } = receiver;
    expect(await rig.call('PUT', '/webhook-endpoints/stripe', { url })).toEqual({
      status: 204,
      body: null,
    });
    await rig.stripe.ask('POST', '/payments', { body: { order: 'a' } });
    await rig.stripe.ask('POST', '/payments/payment-a/confirm');
    await expect.poll(() => receiver.got).toEqual(['/webhooks/stripe']);
    expect(await rig.call('GET', '/status')).toMatchObject({
      body: { gateways: [{ pendingWebhooks: 1 }, { pendingWebhooks: 0 }] },
    });
    // The refused first try may not have been noted yet; the one on demand is then that one.
    await expect
      .poll(() => rig.call('POST', '/webhooks/deliver'))
      .toEqual({ status: 200, body: { delivered: 1, failed: 0 } });
    expect(receiver.got).toHaveLength(2);
  });

  test('are not waited for longer than wanted', async () => {
    await using rig = await startControlRig();
    await using silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await rig.call('PUT', '/webhook-endpoints/stripe', { url: `http://127.0.0.1:${port}/` });
    await rig.stripe.ask('POST', '/payments', { body: { order: 'a' } });
    await rig.stripe.ask('POST', '/payments/payment-a/confirm');
    expect(await rig.call('POST', '/webhooks/deliver?withinMs=1')).toEqual({
      status: 200,
      body: { delivered: 0, failed: 0 },
    });
    silent.closeAllConnections();
    expect(await rig.call('POST', '/webhooks/deliver?withinMs=-1')).toMatchObject({ status: 400 });
  });

  test('are none when there is nothing to deliver', async () => {
    await using rig = await startControlRig();
    expect(await rig.call('POST', '/webhooks/deliver')).toEqual({
      status: 200,
      body: { delivered: 0, failed: 0 },
    });
  });

  test.each(['http://localhost:1/x', 'http://[::1]:1/x', 'http://127.1.2.3:1/x', null])(
    'may go to %s',
    async (url) => {
      await using rig = await startControlRig();
      expect(await rig.call('PUT', '/webhook-endpoints/paypal', { url })).toMatchObject({
        status: 204,
      });
    },
  );

  test('leave this machine only for a host that was allowed by name', async () => {
    const body = { url: 'http://shop.test:8080/webhooks' };
    await using strict = await startControlRig();
    expect(await strict.call('PUT', '/webhook-endpoints/stripe', body)).toMatchObject({
      status: 400,
      body: { code: 'CONTROL_WEBHOOK_HOST_REFUSED', message: expect.stringMatching('shop.test') },
    });
    await using lenient = await startControlRig({ webhookHosts: ['shop.test'] });
    expect(await lenient.call('PUT', '/webhook-endpoints/stripe', body)).toMatchObject({
      status: 204,
    });
  });

  test('do not go to what is no web address', async () => {
    await using rig = await startControlRig();
    const reply = await rig.call('PUT', '/webhook-endpoints/stripe', { url: 'ftp://127.0.0.1/' });
    expect(reply).toMatchObject({
      status: 400,
      body: { message: '"url" in the body must be an http or https URL, got "ftp://127.0.0.1/"' },
    });
  });

  test('belong to gateways that run', async () => {
    await using rig = await startControlRig();
    expect(await rig.call('PUT', '/webhook-endpoints/adyen', { url: null })).toMatchObject({
      status: 400,
      body: { code: 'CONTROL_GATEWAY_UNKNOWN' },
    });
  });
});
