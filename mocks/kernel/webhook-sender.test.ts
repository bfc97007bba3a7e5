import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from './clock.ts';
import { EventLog } from './event-log.ts';
import type { WebhookRules } from './webhook-rules.ts';
import { WebhookSender } from './webhook-sender.ts';

interface Receiver {
  readonly url: string;
  readonly got: string[];
  /** What it says to a body; `ok` is taken for an acknowledgement. */
  answer: (body: string) => string;
  close(): void;
}

let receiver: Receiver;
let sender: WebhookSender;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => {
  sender.close();
  receiver.close();
});

async function startReceiver(): Promise<Receiver> {
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      receiving.got.push(body);
      response.end(receiving.answer(body));
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const receiving: Receiver = {
    url: `http://127.0.0.1:${port}/`,
    got: [],
    answer: () => 'ok',
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return receiving;
}

function startSender(order: WebhookRules['order'], hosts: readonly string[] = []): WebhookSender {
  return new WebhookSender({
    rules: {
      dress: ({ body }, { signer }) => ({ headers: { 'x-signer': signer }, body }),
      isAccepted: (status, body) => status === 200 && body === 'ok',
      order,
      retryDelaysMs: [60_000, 60_000],
      timeoutMs: 5000,
    },
    clock: createClock(),
    events: new EventLog('gateway:stripe'),
    log: pino({ level: 'silent' }),
    hosts,
  });
}

const message = (id: string, url?: string) => ({
  id,
  type: 'paid',
  order: null,
  object: null,
  body: id,
  ...(url === undefined ? {} : { url }),
});

describe('webhooks', () => {
  it('are tried again when the receiver answers well but does not acknowledge', async () => {
    sender = startSender('none');
    sender.setEndpoint(receiver.url, null);
    receiver.answer = () => 'fail';
    sender.publish(message('one'));
    expect(await sender.deliverNow()).toEqual({ delivered: 0, failed: 1 });
    receiver.answer = () => 'ok';
    expect(await sender.deliverNow()).toEqual({ delivered: 1, failed: 0 });
    expect(sender.pending).toBe(0);
  });

  it('go where the payment wants them, whatever the endpoint of the gateway', async () => {
    sender = startSender('none');
    sender.setEndpoint('http://127.0.0.1:9/', ['other']);
    sender.publish(message('one', receiver.url));
    expect(await sender.deliverNow()).toEqual({ delivered: 1, failed: 0 });
    expect(receiver.got).toEqual(['one']);
  });
});

describe('webhooks for another machine', () => {
  // An address that is this machine, and does not look so.
  const elsewhere = (): string => receiver.url.replace('127.0.0.1', '0.0.0.0');

  it('do not leave this one when a request names it, and count as not accepted', async () => {
    sender = startSender('none');
    sender.publish(message('one', elsewhere()));
    expect(await sender.deliverNow()).toEqual({ delivered: 0, failed: 1 });
    expect(receiver.got).toEqual([]);
    expect(sender.list()).toMatchObject([{ url: elsewhere(), attempt: 1 }]);
  });

  it('go to a host that was allowed by name', async () => {
    sender = startSender('none', ['0.0.0.0']);
    sender.publish(message('one', elsewhere()));
    expect(await sender.deliverNow()).toEqual({ delivered: 1, failed: 0 });
  });

  it('go to the endpoint, which whoever runs the gateway has set', async () => {
    sender = startSender('none');
    sender.setEndpoint(elsewhere(), null);
    sender.publish(message('one'));
    expect(await sender.deliverNow()).toEqual({ delivered: 1, failed: 0 });
  });
});

describe('a queue of webhooks', () => {
  it('keeps the order, and one that is not accepted holds those behind it', async () => {
    sender = startSender('queue');
    sender.setEndpoint(receiver.url, null);
    receiver.answer = (body) => (body === 'two' ? 'fail' : 'ok');
    for (const id of ['one', 'two', 'three']) sender.publish(message(id));
    expect(await sender.deliverNow()).toEqual({ delivered: 1, failed: 2 });
    expect(receiver.got).toEqual(['one', 'two']);
    receiver.answer = () => 'ok';
    expect(await sender.deliverNow()).toEqual({ delivered: 2, failed: 0 });
    expect(receiver.got).toEqual(['one', 'two', 'two', 'three']);
    expect(sender.pending).toBe(0);
  });

  it('does not hold the messages of another URL', async () => {
    sender = startSender('queue');
    sender.setEndpoint(receiver.url, null);
    receiver.answer = () => 'fail';
    const other = await startReceiver();
    sender.publish(message('held'));
    sender.publish(message('free', other.url));
    expect(await sender.deliverNow()).toEqual({ delivered: 1, failed: 1 });
    expect(other.got).toEqual(['free']);
    other.close();
  });

  it('forgets all of it when it is cleared, and starts anew', async () => {
    sender = startSender('queue');
    sender.setEndpoint(receiver.url, null);
    receiver.answer = () => 'fail';
    sender.publish(message('one'));
    sender.publish(message('two'));
    await sender.deliverNow();
    sender.clear();
    receiver.answer = () => 'ok';
    sender.publish(message('three'));
    expect(await sender.deliverNow()).toEqual({ delivered: 1, failed: 0 });
    expect(receiver.got).toEqual(['one', 'three']);
  });
});
