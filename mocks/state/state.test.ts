import { execFileSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startReceiver } from '../faults/webhook-receiver.fixture.ts';
import { createGateway, createMocks } from '../process/index.ts';
import { pay } from '../process/shop.fixture.ts';
import type { STATE_ERRORS } from './errors.ts';

let folder = '';
let path = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paydrill-state-'));
  path = join(folder, 'state.sqlite');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start = (more: object = {}) => createGateway({ dialect: 'stripe', state: path, ...more });
const codeOf = (code: keyof typeof STATE_ERRORS) => expect.objectContaining({ code }) as Error;

describe('a gateway that is started again on its state', () => {
  it('knows its credentials, payments, keys, money and requests', async () => {
    const first = await start();
    const paid = await pay(first, 'order-1');
    first.clock.advance(3_600_000);
    const { STRIPE_BASE_URL: _, ...credentials } = first.environment;
    const [ledger, journal] = [first.ledger(), first.journal()];
    await first.close();

    await using second = await start();
    expect(second.environment).toMatchObject(credentials);
    expect(second.ledger()).toEqual(ledger);
    expect(second.journal()).toEqual(journal);
    expect(second.status().payments).toBe(1);
    expect(second.clock.now()).toBeGreaterThan(Date.now() + 3_000_000);
    const again = await pay(second, 'order-1');
    expect(again.body.id).toBe(paid.body.id);
    expect(second.journal().at(-1)).toMatchObject({ isReplay: true, seq: journal.length + 2 });
    expect(second.ledger()).toHaveLength(2);
  });

  it('never gives an id twice', async () => {
    const ids = new Set<string>();
    for (let round = 0; round < 3; round += 1) {
      await using gateway = await start();
      for (let order = 0; order < 3; order += 1) {
        ids.add((await pay(gateway, `order-${round}-${order}`)).body.id);
      }
    }
    expect(ids.size).toBe(9);
  });

  it('delivers the webhooks that were pending, and knows where they go', async () => {
    const got: string[] = [];
    let isUp = false;
    const shop = createServer((request, response) => {
      response.statusCode = isUp ? 200 : 500;
      response.end();
      if (isUp) got.push(request.url ?? '');
    }).listen(0, '127.0.0.1');
    await once(shop, 'listening');
    const { port } = shop.address() as AddressInfo;
    const first = await start({ webhooks: `http://127.0.0.1:${port}/hooks` });
    await pay(first, 'order-1');
    const attempts = () => first.pendingWebhooks().map(({ attempt }) => attempt);
    await expect.poll(() => attempts().every((attempt) => attempt === 1)).toBe(true);
    const pending = attempts().length;
    expect(pending).toBeGreaterThan(0);
    await first.close();

    isUp = true;
    await using second = await start();
    expect(second.pendingWebhooks()).toHaveLength(pending);
    await second.deliverWebhooks();
    expect(got).toEqual(Array.from({ length: pending }, () => '/hooks'));
    expect(second.pendingWebhooks()).toEqual([]);
    shop.closeAllConnections();
    shop.close();
  });

  it('goes on with the faults that were armed, in their order, with what they met', async () => {
    const first = await start();
    first.arm({ fault: 'latency', options: { delayMs: 1 } });
    first.arm({
      fault: 'error-status',
      name: 'down',
      operations: ['confirm'],
      match: { currency: 'EUR' },
    });
    expect((await pay(first, 'order-1')).status).toBe(500);
    await first.close();
    await using second = await start();
    expect((await pay(second, 'order-2')).status).toBe(500);
    expect(second.journal({ order: 'order-2' }).at(-1)?.faults).toEqual(['latency', 'down']);
    second.clear('down');
    expect((await pay(second, 'order-3')).status).toBe(200);
  });

  it('counts the tries of a scripted fault on', async () => {
    const first = await start();
    first.arm({ fault: 'error-status', operations: ['confirm'], attempts: [1, 2] });
    const pays = async (gateway: typeof first) => (await pay(gateway, 'order-1')).status;
    expect(await pays(first)).toBe(500);
    await first.close();
    await using second = await start();
    expect([await pays(second), await pays(second)]).toEqual([500, 200]);
  });

  it('leaves out a fault whose lease ended meanwhile, and does nothing twice', async () => {
    const first = await start();
    const paid = await pay(first, 'order-1');
    first.arm({ fault: 'hang', leaseMs: 1 });
    first.arm({ fault: 'idempotency-store-lost' });
    first.arm({ fault: 'clock-skew', options: { skewMs: 3_600_000 } });
    const second = await pay(first, 'order-2');
    await first.close();
    await using again = await start();
    expect((await pay(again, 'order-2')).body.id).toBe(second.body.id);
    expect(paid.body.id).not.toBe(second.body.id);
    const created = Number(Reflect.get((await pay(again, 'order-3')).body, 'created'));
    expect(created * 1000).toBeGreaterThan(Date.now() + 3_000_000);
  });

  it('signs with the key that was rotated to', async () => {
    const signedBy = async (
      gateway: Awaited<ReturnType<typeof start>>,
      order: string,
    ): Promise<string> => {
      await using shop = await startReceiver();
      gateway.setWebhookEndpoint(shop.url, ['payment_intent.succeeded']);
      await pay(gateway, order);
      const [{ headers, body } = { headers: {}, body: '' }] = await shop.waitFor(1);
      const stamp = String(headers['stripe-signature']);
      const time = /t=(\d+)/.exec(stamp)?.[1] ?? '';
      const secret = gateway.environment['STRIPE_WEBHOOK_SECRET'] ?? '';
      const own = createHmac('sha256', secret).update(`${time}.${body}`).digest('hex');
      return stamp.includes(own) ? 'the first' : 'another';
    };
    const first = await start();
    expect(await signedBy(first, 'order-1')).toBe('the first');
    first.arm({ fault: 'signing-key-rotated' });
    expect(await signedBy(first, 'order-2')).toBe('another');
    await first.close();
    await using second = await start();
    expect(await signedBy(second, 'order-3')).toBe('another');
    second.clear('signing-key-rotated');
    expect(await signedBy(second, 'order-4')).toBe('the first');
  });

  it('has forgotten what a reset forgot', async () => {
    const first = await start();
    await pay(first, 'order-1');
    first.saveState(join(folder, 'elsewhere.sqlite'));
    first.reset();
    await pay(first, 'order-2');
    await first.close();
    await using second = await start();
    expect(second.ledger().map(({ order }) => order)).toEqual(['order-2', 'order-2']);
    expect(second.status().payments).toBe(1);
    expect(second.journal()).toHaveLength(1);
  });

  it('keeps the gateways that are not started now', async () => {
    const both = await createMocks({ only: ['stripe', 'paypal'], state: path });
    await pay(both.gateway('stripe'), 'order-1');
    await both.close();
    const other = await createMocks({ only: ['paypal'], state: path });
    await other.close();
    await using again = await start();
    expect(again.ledger()).toHaveLength(2);
  });
});

describe('memory', () => {
  it('holds little of many payments, and nothing is lost', async () => {
    const memory = { recordsInMemory: 10, eventsInMemory: 20 };
    await using gateway = await createGateway({ dialect: 'stripe', memory });
    const first = await pay(gateway, 'order-0');
    for (let order = 1; order < 200; order += 1) await pay(gateway, `order-${order}`);
    await expect.poll(() => gateway.journal().length).toBeLessThan(30);
    expect(gateway.status().payments).toBe(200);
    expect(gateway.ledger()).toHaveLength(400);
    expect(gateway.ledger().map(({ seq }) => seq)).toEqual(
      [...gateway.ledger()].map(({ seq }) => seq).toSorted((one, other) => one - other),
    );
    expect(gateway.ledger({ order: 'order-0' })).toHaveLength(2);
    expect(gateway.ledger({ movement: 'capture', limit: 3 })).toHaveLength(3);
    expect((await pay(gateway, 'order-0')).body.id).toBe(first.body.id);
    // What an old authorisation still holds is known exactly.
    const refund = (amount: string) =>
      fetch(`${gateway.baseUrl}/v1/refunds`, {
        method: 'POST',
        headers: { authorization: `Bearer ${gateway.environment['STRIPE_SECRET_KEY'] ?? ''}` },
        body: new URLSearchParams({ payment_intent: first.body.id, amount }),
      });
    expect((await refund('600')).status).toBe(200);
    expect((await refund('500')).status).toBe(400);
    expect((await refund('400')).status).toBe(200);
  }, 60_000);
});

describe('a saved state', () => {
  it('puts a gateway back to where it was', async () => {
    await using gateway = await createGateway({ dialect: 'stripe' });
    const one = await pay(gateway, 'order-1');
    gateway.saveState(path);
    await pay(gateway, 'order-2');
    gateway.arm({ fault: 'hang' });
    gateway.loadState(path);
    expect(gateway.ledger().map(({ order }) => order)).toEqual(['order-1', 'order-1']);
    expect(gateway.journal()).toHaveLength(1);
    expect((await pay(gateway, 'order-1')).body.id).toBe(one.body.id);
    expect((await pay(gateway, 'order-3')).status).toBe(200);
    gateway.loadState(path);
    expect(gateway.status().payments).toBe(1);
  });

  it('has all of it, also what overflowed from memory before and after', async () => {
    const memory = { recordsInMemory: 10, eventsInMemory: 20 };
    await using gateway = await createGateway({ dialect: 'stripe', memory });
    const payFrom = async (first: number) => {
      for (let order = first; order < first + 80; order += 1) await pay(gateway, `order-${order}`);
      await expect.poll(() => gateway.journal().length).toBeLessThan(30);
    };
    await payFrom(0);
    gateway.saveState(path);
    await payFrom(80);
    gateway.loadState(path);
    expect(gateway.status().payments).toBe(80);
    await payFrom(80);
    gateway.saveState(path);
    gateway.loadState(path);
    expect(gateway.status().payments).toBe(160);
    expect(gateway.ledger()).toHaveLength(320);
  }, 60_000);

  it('is for its owner alone', async () => {
    await using gateway = await start();
    gateway.saveState(join(folder, 'copy.sqlite'));
    for (const file of [path, join(folder, 'copy.sqlite')]) {
      expect((await stat(file)).mode & 0o777).toBe(0o600);
    }
  });

  it('of another seed is refused, and nothing is lost', async () => {
    await using seven = await createGateway({ dialect: 'stripe', seed: 7 });
    seven.saveState(path);
    await using eight = await createGateway({ dialect: 'stripe', seed: 8 });
    await pay(eight, 'order-1');
    expect(() => eight.loadState(path)).toThrow(codeOf('STATE_OTHER_SEED'));
    expect(eight.status().payments).toBe(1);
    await expect(start({ seed: 8 })).rejects.toThrow(codeOf('STATE_OTHER_SEED'));
  });

  it('of another version is refused and left as it is', async () => {
    await (await start()).close();
    const database = new DatabaseSync(path);
    database.exec('PRAGMA user_version=99');
    database.close();
    const before = await readFile(path);
    await expect(start()).rejects.toThrow(codeOf('STATE_OTHER_VERSION'));
    expect(await readFile(path)).toEqual(before);
  });

  /** Breaks the pages at the root of these tables and indices. */
  async function damage(file: string, ...names: readonly string[]): Promise<Buffer> {
    const database = new DatabaseSync(file);
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const size = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
    const pages = names.map((name) =>
      Number(
        database.prepare('SELECT rootpage FROM sqlite_schema WHERE name = ?').get(name)?.[
          'rootpage'
        ],
      ),
    );
    database.close();
    const bytes = await readFile(file);
    for (const page of pages) bytes.fill(0xee, (page - 1) * size, page * size);
    await writeFile(file, bytes);
    return bytes;
  }

  it.each([[['meta']], [['record', 'record_by_key', 'record_in_order']], [['ledger']]])(
    'whose %j is damaged is refused and left as it is',
    async (names) => {
      const before = await start();
      await pay(before, 'order-1');
      await before.close();
      const bytes = await damage(path, ...names);
      await expect(start()).rejects.toThrow(codeOf('STATE_DAMAGED'));
      expect((await readFile(path)).equals(bytes)).toBe(true);
    },
  );

  it('that is damaged is not loaded over what is there', async () => {
    await using gateway = await createGateway({ dialect: 'stripe' });
    await pay(gateway, 'order-1');
    gateway.saveState(path);
    await damage(path, 'record');
    await pay(gateway, 'order-2');
    expect(() => gateway.loadState(path)).toThrow(codeOf('STATE_DAMAGED'));
    expect(gateway.status().payments).toBe(2);
    expect(gateway.ledger()).toHaveLength(4);
  });

  it.each([
    ['some text', 'these are my notes and I want to keep them, thank you very much indeed'],
    ['a database of something else', null],
  ])('that is %s is refused and left as it is', async (_what, text) => {
    if (text === null) {
      const database = new DatabaseSync(path);
      database.exec('CREATE TABLE notes(note)');
      database.close();
    } else {
      await writeFile(path, text);
    }
    const before = await readFile(path);
    await expect(start()).rejects.toThrow(codeOf('STATE_NOT_OURS'));
    expect(await readFile(path)).toEqual(before);
  });

  it('in a folder that does not exist is refused', async () => {
    await expect(start({ state: join(folder, 'no', 'where') })).rejects.toThrow(
      codeOf('STATE_UNUSABLE'),
    );
    await using gateway = await createGateway({ dialect: 'stripe' });
    expect(() => gateway.saveState(join(folder, 'no', 'where'))).toThrow(codeOf('STATE_UNUSABLE'));
    expect(() => gateway.loadState(join(folder, 'none'))).toThrow(codeOf('STATE_UNUSABLE'));
  });

  it('can not be a folder', async () => {
    await expect(start({ state: folder })).rejects.toThrow('it is a folder');
  });

  it('that is a pipe is refused, and nobody waits for its other end', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    await expect(start({ state: pipe })).rejects.toThrow('no regular file');
    await using gateway = await createGateway({ dialect: 'stripe' });
    expect(() => gateway.loadState(pipe)).toThrow(codeOf('STATE_UNUSABLE'));
  });

  it('belongs to one process at a time', async () => {
    await using first = await start();
    await expect(start()).rejects.toThrow(codeOf('STATE_IN_USE'));
    expect(first.status().payments).toBe(0);
  });
});

it('is saved while the gateway runs, without being asked', async () => {
  await using gateway = await start();
  await pay(gateway, 'order-1');
  // The file is locked by the gateway; the size of its log tells.
  await expect
    .poll(async () => (await stat(`${path}-wal`)).size, { timeout: 10_000, interval: 50 })
    .toBeGreaterThan(20_000);
});
