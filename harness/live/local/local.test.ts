import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { RunEvent } from '../../core/events.ts';
import { collectEach } from '../../drill/serving/collect.ts';
import { createControlClient } from '../../drill/serving/control-client.ts';
import { whoWasTooSlow } from './load.ts';
import { proveItCanStop } from '../../drill/serving/prove-stop.ts';
import { refuseKnownOrders } from './refuse-known-orders.ts';
import { rebaseEvent } from '../../drill/serving/read-events.ts';

let server: Server | undefined;
afterEach(() => void server?.close());

async function serve(answer: RequestListener): Promise<string> {
  const started = createServer(answer);
  server = started;
  await new Promise<void>((resolve) => {
    started.listen(0, '127.0.0.1', resolve);
  });
  return `http://127.0.0.1:${(started.address() as AddressInfo).port}`;
}

describe('the control client', () => {
  it('tells what the gateways refused, in their own words', async () => {
    const url = await serve((_, answer) => {
      answer.writeHead(400).end('{"code":"CONTROL_UNKNOWN_FAULT"}');
    });
    await expect(createControlClient(url, 't').renewLeases(1)).rejects.toMatchObject({
      code: 'DRILL_CONTROL_REFUSED',
      message: expect.stringContaining('CONTROL_UNKNOWN_FAULT'),
    });
  });

  it('tells which call got no answer', async () => {
    const url = await serve((request) => request.socket.destroy());
    await expect(createControlClient(url, 't').clearAll()).rejects.toMatchObject({
      code: 'DRILL_CONTROL_SILENT',
      message: expect.stringContaining('DELETE /faults'),
    });
  });

  it('sends its token, and is content when there is nothing to clear', async () => {
    const seen: string[] = [];
    const url = await serve(({ method, url: path, headers }, answer) => {
      seen.push(`${method} ${path} ${headers.authorization}`);
      answer.setHeader('content-type', 'application/json');
      if (method === 'GET') answer.end('[{"name":"a","met":3}]');
      else answer.writeHead(404).end('{"code":"CONTROL_FAULT_NOT_ARMED"}');
    });
    const control = createControlClient(url, 'secret');
    await control.clear('b');
    expect(seen).toEqual(['DELETE /faults/b Bearer secret']);
    expect(await control.met('a')).toBe(3);
    expect(await control.met('b')).toBeNull();
  });

  it('does not take another refusal for a fault that is cleared', async () => {
    const url = await serve((_request, answer) =>
      answer.writeHead(404).end('{"code":"CONTROL_ROUTE_UNKNOWN"}'),
    );
    await expect(createControlClient(url, 't').clear('a')).rejects.toMatchObject({
      code: 'DRILL_CONTROL_REFUSED',
    });
  });
});

describe('the proof that a drill can stop', () => {
  const proxy = (left: readonly string[]) => ({
    arm: async () => {},
    clear: async () => {},
    armed: () => left,
  });
  const control = (met: number | null) => ({
    arm: async () => {},
    clear: async () => {},
    met: async () => met,
  });

  it('holds when everything that was armed is gone again', async () => {
    await proveItCanStop(['stripe'], new Map([['stripe', proxy([])]]), control(null));
  });

  it('fails when Toxiproxy or a gateway keeps the fault', async () => {
    const kept = proveItCanStop(
      ['stripe'],
      new Map([['stripe', proxy(['harmless'])]]),
      control(null),
    );
    await expect(kept).rejects.toMatchObject({ code: 'DRILL_CANNOT_STOP' });
    const armed = proveItCanStop(['stripe'], new Map(), control(0));
    await expect(armed).rejects.toMatchObject({ code: 'DRILL_CANNOT_STOP' });
  });
});

describe('a target that keeps payments of an earlier drill', () => {
  const ask = (url: string) =>
    refuseKnownOrders('command:mine', url, ['a', 'b'], new AbortController().signal);

  it('is refused before it is accused of lies', async () => {
    const url = await serve(({ url: path }, answer) => {
      const isKnown = path === '/payments?orderId=b';
      answer.writeHead(isKnown ? 200 : 404).end(isKnown ? '{"status":"not-charged"}' : '{}');
    });
    const refusal = ask(url);
    await expect(refusal).rejects.toMatchObject({ code: 'LIVE_TARGET_REMEMBERS', exitCode: 3 });
    await expect(refusal).rejects.toThrow('command:mine says "not-charged" of the order b');
  });

  it.each([
    [404, '{}'],
    [200, '{"error":"none"}'],
    [500, 'what?'],
  ])('is not seen in an answer %i %s', async (status, body) => {
    const url = await serve((_, answer) => void answer.writeHead(status).end(body));
    await expect(ask(url)).resolves.toBeUndefined();
  });
});

describe('dropped iterations', () => {
  it("are the target's when all customers wait for it, else the generator's", () => {
    expect(whoWasTooSlow(100, 100)).toBe('target');
    expect(whoWasTooSlow(20, 100)).toBe('load-generator');
  });
});

describe('collected events', () => {
  it('count from the zero of time, to the microsecond', () => {
    const raw = {
      kind: 'exchange',
      source: 'gateway:stripe',
      seq: 0,
      t: 1_000_010.5,
      endT: 1_000_012,
    };
    expect(rebaseEvent(raw, 1_000_000)).toMatchObject({ t: 10.5, endT: 12 });
    expect(() => rebaseEvent({ nothing: 1 }, 0)).toThrow('no event');
  });

  it('keep the other sources and name the one that cannot be read', async () => {
    const mark = { kind: 'source-end', source: 'client', seq: 0, t: 0, events: 0 } as const;
    const good = async (): Promise<readonly RunEvent[]> => [mark];
    const bad = async (): Promise<readonly RunEvent[]> => {
      throw new Error('gone.');
    };
    const { events, errors } = await collectEach([
      ['service', bad],
      ['client', good],
    ]);
    expect(events).toEqual([mark]);
    expect(errors).toMatchObject([
      {
        code: 'DRILL_COLLECTION_FAILED',
        message: expect.stringMatching(/"service" could not be collected: gone\.$/),
      },
    ]);
  });
});
