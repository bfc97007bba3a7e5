import { describe, expect, test } from 'vitest';
import type { Dialect } from '../kernel/dialect.ts';
import { gatewaysFor } from './gateway-traits.ts';
import { GATEWAY_FAULTS, type GatewayFaultName } from './registry.ts';
import { settle } from './fake-request.fixture.ts';
import { findFault } from './resolve-fault.ts';
import { startRig, type Rig, type Seen } from './rig.fixture.ts';
import { startReceiver, type Received } from './webhook-receiver.fixture.ts';

// Every fault of the registry on a real dialect: it fires, the journal or the deliveries name it, and
// the ledger tells the truth.

/** How a payment of 10.00 EUR is made at a provider. */
export interface ProviderDriver {
  readonly dialect: Dialect;
  /** What it pays in. */
  readonly currency: string;
  /** Mistakes of a settlement file that its own has no column for. */
  readonly unseenMistakes?: readonly string[];
  /** The field by which an answer says that it is paid; left out: one that drift finds by itself. */
  readonly statusField?: string;
  /** What can not be shown here, and why; printed as skipped. */
  readonly missing: Readonly<Partial<Record<GatewayFaultName, string>>>;
  pay(rig: Rig, how: PayBy): Promise<Seen>;
  read(rig: Rig, order: string): Promise<Seen>;
  /** Whether a client that believes the answer takes the payment for paid. */
  saysPaid(seen: Seen): boolean;
  /**
   * Whether a careful merchant believes a webhook.
   *
   * @param first one from before the fault, whose keys the merchant keeps
   */
  isGenuine(rig: Rig, webhook: Received, first: Received): Promise<boolean>;
}

export interface PayBy {
  readonly order: string;
  readonly key: string;
  /** Where webhooks go, with providers that are told so with each payment. */
  readonly notifyUrl?: string;
  /** More headers for the request that moves money. */
  readonly headers?: Readonly<Record<string, string>>;
}

type Says = 'paid' | 'something else' | 'nothing';

interface Row {
  readonly options?: object;
  readonly says: Says;
  readonly charged: number;
  readonly headers?: Readonly<Record<string, string>>;
}

const FAILS = { says: 'something else', charged: 0 } as const;
const PAYS = { says: 'paid', charged: 1000 } as const;

/** What is seen of the request that moves money, and what it moved. */
const PAYMENTS: Readonly<Partial<Record<GatewayFaultName, Row>>> = {
  latency: { ...PAYS, options: { delayMs: 1 } },
  'slow-degradation': { ...PAYS, options: { growthMs: 1 } },
  hang: { says: 'nothing', charged: 0 },
  'slow-body': { ...PAYS, options: { chunkBytes: 4096, pauseMs: 1 } },
  'header-only': { says: 'nothing', charged: 1000, options: { afterwards: 'close' } },
  'cut-body': { says: 'nothing', charged: 1000 },
  'close-after-requests': { ...PAYS, options: { requests: 1, moment: 'after-answer' } },
  'connection-reset': { says: 'nothing', charged: 0 },
  'no-100-continue': { ...PAYS, headers: { expect: '100-continue' } },
  'malformed-body': { says: 'something else', charged: 1000 },
  'truncated-json': { says: 'something else', charged: 1000, options: { keepRatio: 0.5 } },
  'schema-drift': { says: 'something else', charged: 1000 },
  'crossed-answers': PAYS,
  'html-error-page': FAILS,
  'html-200': FAILS,
  'http-200-error-body': FAILS,
  'empty-object-503': FAILS,
  redirect: FAILS,
  'unsigned-answer': PAYS,
  'wrongly-signed-answer': PAYS,
  'error-status': FAILS,
  'rate-limit': FAILS,
  'bad-retry-after': FAILS,
  maintenance: FAILS,
  capacity: { ...PAYS, options: { serviceMs: 1 } },
  flapping: FAILS,
  'partial-outage': FAILS,
  'key-conflict': FAILS,
  'object-locked': { ...FAILS, options: { waitMs: 1 } },
  'decline-surge': FAILS,
  'approved-for-a-decline': { says: 'paid', charged: 0 },
  'wrong-amount-captured': { says: 'paid', charged: 1100, options: { deltaMinor: 100 } },
  'processed-then-lost': { says: 'nothing', charged: 1000 },
  'processed-then-500': { says: 'something else', charged: 1000 },
  'processed-then-rate-limited': { says: 'something else', charged: 1000 },
  'late-arrival': { says: 'nothing', charged: 0, options: { holdMs: 600_000 } },
  'stale-token-401': FAILS,
};

interface WebhookRow {
  readonly options?: object;
  /** How many of those that are due for one payment come, as a multiple; and how many are false. */
  readonly comes: 'none' | 'all' | 'twice';
  readonly genuine: boolean;
}

const WEBHOOKS: Readonly<Partial<Record<GatewayFaultName, WebhookRow>>> = {
  'webhook-drop': { comes: 'none', genuine: true },
  'webhook-late': { options: { delayMs: 1 }, comes: 'all', genuine: true },
  'webhook-duplicate': { comes: 'twice', genuine: true },
  'webhook-reorder': { options: { withinMs: 1 }, comes: 'all', genuine: true },
  'webhook-storm': { options: { gatherMs: 1, copies: 1 }, comes: 'twice', genuine: true },
  'webhook-forged': { options: { place: 'instead' }, comes: 'all', genuine: false },
  'webhook-wrongly-signed': { options: { tries: 0 }, comes: 'all', genuine: false },
  'signing-key-rotated': { comes: 'all', genuine: false },
};

/** Polls end as soon as it is so; this is for machines that are busy. */
const PATIENT = { timeout: 20_000 } as const;
const PERIOD = { fromMs: 0, toMs: Date.UTC(2200, 0) };
const MISTAKES = [
  'missing-line',
  'double-line',
  'wrong-amount',
  'wrong-fee',
  'wrong-currency',
  'wrong-reference',
];
const ELSEWHERE: readonly GatewayFaultName[] = [
  'token-expiry',
  'token-endpoint-down',
  'token-endpoint-slow',
  'stale-read',
  'idempotency-store-lost',
  'webhook-replayed',
  'clock-skew',
  'settlement-mismatch',
];

export function describeEveryFault(driver: ProviderDriver): void {
  const { dialect, missing } = driver;
  const start = () => startRig({ dialect });
  const isMissing = (fault: string): boolean => Object.hasOwn(missing, fault);
  const isShown = (fault: string): boolean => {
    return !isMissing(fault) && gatewaysFor(findFault(fault)).includes(dialect.name);
  };
  const { name } = dialect;

  test('every fault of the registry has a row', () => {
    const rows = [...Object.keys(PAYMENTS), ...Object.keys(WEBHOOKS), ...ELSEWHERE];
    expect(rows.toSorted()).toEqual(Object.keys(GATEWAY_FAULTS).toSorted());
  });

  for (const [fault, reason] of Object.entries(missing)) {
    test.skip(`${name} under ${fault}: ${reason}`);
  }

  describe.each(Object.entries(PAYMENTS).filter(([fault]) => isShown(fault)))(
    `${name} under %s`,
    (fault, { options = {}, says, charged, headers }) => {
      test(`says ${says} and moves ${charged}`, async () => {
        await using rig = await start();
        const { appliesTo } = findFault(fault);
        const own = ownOptions(driver, fault);
        rig.arm(
          fault,
          { ...options, ...own },
          appliesTo.includes('confirm') ? { operations: ['confirm'] } : {},
        );
        const more = headers === undefined ? {} : { headers };
        const paying = driver.pay(rig, { order: 'order-1', key: 'key-1', ...more });
        if (fault === 'hang' || fault === 'late-arrival') {
          // Nobody gives up by the clock: the request is there, and there is no answer.
          await expect.poll(() => rig.met(), PATIENT).toBeGreaterThan(0);
          const answer = await Promise.race([paying, settle().then(() => null)]);
          expect([answer, rig.captured()]).toEqual([null, charged]);
          return;
        }
        const seen = await paying;
        expect(saysOf(driver, seen)).toBe(says);
        expect(rig.captured()).toBe(charged);
        expect(rig.met()).toBeGreaterThan(0);
        await expect
          .poll(() => rig.gateway.journal(10).flatMap((exchange) => exchange.faults), PATIENT)
          .toContain(fault);
      });
    },
  );

  describe.each(Object.entries(WEBHOOKS).filter(([fault]) => isShown(fault)))(
    `webhooks of ${name} under %s`,
    (fault, { options = {}, comes, genuine }) => {
      test(`${comes} come, ${genuine ? 'genuine' : 'false'}`, async () => {
        const due = (await deliver(driver, null, {})).length;
        expect(due).toBeGreaterThan(0);
        const got = await deliver(driver, fault, options);
        expect(got).toHaveLength({ none: 0, all: due, twice: 2 * due }[comes]);
        expect(got.every((isGenuine) => isGenuine === genuine)).toBe(true);
      });
    },
  );

  test.skipIf(isMissing('stale-read'))('stale-read: what is paid is not seen as paid', async () => {
    await using rig = await start();
    rig.arm('stale-read', { lagMs: 600_000 });
    await driver.pay(rig, { order: 'order-1', key: 'key-1' });
    expect(saysOf(driver, await driver.read(rig, 'order-1'))).toBe('something else');
    expect(rig.met()).toBe(1);
    rig.gateway.faults.clearAll();
    expect(saysOf(driver, await driver.read(rig, 'order-1'))).toBe('paid');
    expect(rig.captured()).toBe(1000);
  });

  test.runIf(isShown('idempotency-store-lost'))(
    'idempotency-store-lost: the same key pays a second time',
    async () => {
      await using rig = await start();
      const pay = () => driver.pay(rig, { order: 'order-1', key: 'key-1' });
      await pay();
      await pay();
      expect(rig.captured()).toBe(1000);
      rig.arm('idempotency-store-lost');
      await pay();
      expect(rig.captured()).toBe(2000);
      expect(rig.met()).toBeGreaterThan(0);
    },
  );

  test.skipIf(isMissing('settlement-mismatch'))(
    'settlement-mismatch: the file is wrong and the ledger is not',
    async () => {
      await using rig = await start();
      await driver.pay(rig, { order: 'order-1', key: 'key-1' });
      const right = rig.gateway.settlement(PERIOD)?.body;
      const ledger = structuredClone(rig.gateway.ledger());
      const { unseenMistakes = [] } = driver;
      for (const mistake of MISTAKES.filter((name) => !unseenMistakes.includes(name))) {
        rig.arm('settlement-mismatch', { mistake, deltaMinor: 100 });
        const wrong = rig.gateway.settlement(PERIOD)?.body;
        expect(wrong).toBeDefined();
        expect(wrong).not.toBe(right);
        expect(rig.met()).toBe(1);
      }
      expect(rig.gateway.ledger()).toEqual(ledger);
    },
  );
}

/** Options that depend on the provider. */
function ownOptions({ currency, statusField = '' }: ProviderDriver, fault: string): object {
  if (fault === 'partial-outage') return { currency };
  return fault === 'schema-drift' ? { change: 'new-value', field: statusField } : {};
}

function saysOf(driver: ProviderDriver, seen: Seen): Says {
  if (seen.kind !== 'answered') return 'nothing';
  return driver.saysPaid(seen) ? 'paid' : 'something else';
}

/** Whether each webhook of a payment that came is believed. */
async function deliver(
  driver: ProviderDriver,
  fault: string | null,
  options: object,
): Promise<readonly boolean[]> {
  await using receiver = await startReceiver();
  await using rig = await startRig({ dialect: driver.dialect });
  rig.gateway.setWebhookEndpoint(receiver.url);
  const webhooks = (order: string) =>
    rig.gateway.events.filter((event) => event.kind === 'webhook' && event.order === order);
  const pay = async (order: string, left: () => number): Promise<void> => {
    await driver.pay(rig, { order, key: order, notifyUrl: receiver.url });
    await expect
      .poll(
        () => webhooks(order).length > 0 && rig.gateway.status().pendingWebhooks === left(),
        PATIENT,
      )
      .toBe(true);
  };
  await pay('order-0', () => 0);
  const [first] = receiver.got;
  if (first === undefined) throw new Error('no webhook came');
  const before = receiver.got.length;
  if (fault !== null) rig.arm(fault, options);
  // A provider whose webhook was lost waits for its next try.
  await pay('order-1', () => (fault === 'webhook-drop' ? webhooks('order-1').length : 0));
  expect(rig.captured()).toBe(2000);
  if (fault !== null) {
    expect(
      webhooks('order-1').every(
        (event) => event.kind === 'webhook' && event.faults?.includes(fault) === true,
      ),
    ).toBe(true);
    expect(rig.met()).toBeGreaterThan(0);
  }
  const got = receiver.got.slice(before);
  return await Promise.all(got.map((webhook) => driver.isGenuine(rig, webhook, first)));
}
