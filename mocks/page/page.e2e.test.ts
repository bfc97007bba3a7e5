import { gatewaysFor, GATEWAY_FAULTS } from '../faults/index.ts';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createMocks, type RunningMocks } from '../process/index.ts';
import { pay } from '../process/shop.fixture.ts';

const PLACES = [
  process.env['PAYDRILL_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = PLACES.find((path) => path !== '' && existsSync(path));
if (executablePath === undefined) {
  process.stdout.write('skipped: the page of the gateways, because no Chromium is installed\n');
}

const namesFor = (gateway: 'stripe' | 'paypal'): readonly string[] =>
  Object.values(GATEWAY_FAULTS)
    .filter((fault) => gatewaysFor(fault).includes(gateway))
    .map(({ name }) => name);

describe.skipIf(executablePath === undefined)('the page of the gateways', () => {
  let browser: Browser;
  let mocks: RunningMocks;
  let complaints: string[];
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
    });
  });
  afterAll(() => browser.close());
  beforeEach(async () => {
    complaints = [];
    mocks = await createMocks({ only: ['stripe', 'paypal'], seed: 7 });
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    await mocks.close();
  });

  async function open(
    colorScheme: 'light' | 'dark' = 'light',
    width = 1200,
    url = mocks.control.pageUrl,
  ): Promise<{ page: Page; asked: readonly string[] }> {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const asked: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(url);
    return { page, asked };
  }

  const stripe = () => mocks.gateway('stripe');

  it.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'is drawn in %s at %d pixels without anything from elsewhere, complaint or overflow',
    async (scheme, width) => {
      for (let order = 0; order < 5; order += 1) await pay(stripe(), `order-${order}`);
      const { page, asked } = await open(scheme, width);
      await page.waitForSelector('#journal tr');
      await page.waitForSelector('.link.on');
      expect((await page.screenshot({ fullPage: true })).byteLength).toBeGreaterThan(30_000);
      expect(asked.filter((url) => !url.startsWith(`${mocks.control.url}/`))).toEqual([]);
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    },
  );

  it('shows the port of each of five gateways, which stands at the end of its address', async () => {
    await using five = await createMocks({ seed: 7 });
    const { page } = await open('light', 1200, five.control.pageUrl);
    await page.waitForSelector('#gateway-wechatpay .address code');
    const cutOff = await page.evaluate<number>(
      "[...document.querySelectorAll('.address code')].filter((it) => it.scrollWidth > it.clientWidth).length",
    );
    expect(cutOff).toBe(0);
  });

  it('takes the token out of the address and never sends it in one', async () => {
    const { page, asked } = await open();
    await page.waitForSelector('.link.on');
    expect(page.url()).toBe(`${mocks.control.url}/`);
    expect(asked.filter((url) => url.includes(mocks.control.token) && !url.includes('#'))).toEqual(
      [],
    );
    await page.reload();
    await page.waitForSelector('.link.on');
  });

  it('shows nothing without the token, and asks for it', async () => {
    const { page } = await open('light', 1200, mocks.control.url);
    await page.waitForSelector('#ask:not([hidden])');
    expect(await page.isVisible('#all')).toBe(false);
    await page.fill('#token', mocks.control.token);
    await page.click('#ask button');
    await page.waitForSelector('.link.on');
    expect(await page.isVisible('#ask')).toBe(false);
  });

  it('shows requests and movements as they happen', async () => {
    const { page } = await open();
    await page.waitForSelector('.link.on');
    await pay(stripe(), 'order-live');
    await page.waitForSelector('#journal tr:has-text("order-live"):has-text("200")');
    await page.waitForSelector('#ledger tr:has-text("capture"):has-text("10.00 EUR")');
    await page.waitForSelector('#stripe-payments:text("1")');
    await page.fill('#order', 'no such order');
    await page.waitForSelector('#no-journal:not([hidden])');
  });

  it('arms a fault with two clicks, and clears it with one', async () => {
    const { page } = await open();
    await page.click('#kinds button:text-is("processed-then-lost")');
    await page.click('#arm-go');
    await page.waitForSelector('#armed li:has-text("processed-then-lost on stripe")');
    await expect(pay(stripe(), 'order-1')).rejects.toThrow('fetch failed');
    expect(stripe().ledger({ movement: 'capture' })).toHaveLength(1);
    await page.waitForSelector('#armed li:has-text("met 1")');
    await page.waitForSelector('#gateway-stripe.hot');
    await page.click('#armed li button');
    await page.waitForSelector('#armed:not(:has(li))', { state: 'attached' });
    expect((await pay(stripe(), 'order-2')).status).toBe(200);
  });

  it('offers for every fault options that can be armed as they stand', async () => {
    const { page } = await open();
    await page.waitForSelector('.link.on');
    const kinds = await page.locator('#kinds button').allTextContents();
    expect(kinds.length).toBeGreaterThan(40);
    for (const kind of kinds) {
      await page.click(`#kinds button:text-is("${kind}")`);
      await page.click('#arm-go');
      await page.waitForSelector(`#armed li:has-text("${kind} on stripe")`);
    }
    expect(await page.isVisible('#toast')).toBe(false);
    await page.click('#clear-all');
    await page.waitForSelector('#armed:not(:has(li))', { state: 'attached' });
  });

  it('finds faults by words of their name or summary', async () => {
    const { page } = await open();
    await page.waitForSelector('.link.on');
    const offered = () => page.locator('#kinds button').allTextContents();
    await page.fill('#find', 'webhook least once');
    await expect.poll(offered).toEqual(['webhook-duplicate']);
    await page.fill('#find', 'no such thing');
    await expect.poll(offered).toEqual([]);
    await page.fill('#find', '');
    await expect.poll(offered).toEqual(namesFor('stripe'));
  });

  it('says what an armed fault is to meet, and clears it on its gateway alone', async () => {
    const operations = ['confirm'] as const;
    const match = { currency: 'EUR' };
    stripe().arm({ fault: 'error-status', name: 'sick', operations, match, share: 0.5 });
    mocks.gateway('paypal').arm({ fault: 'error-status', name: 'sick' });
    const { page } = await open();
    await page.waitForSelector(
      '#armed li:has-text("error-status on stripe as sick"):has-text("50 % · confirm · currency EUR")',
    );
    await page.click('#armed li:has-text("on stripe") button');
    await page.waitForSelector('#armed:not(:has(li:has-text("on stripe")))');
    await page.waitForSelector('#armed li:has-text("on paypal")');
  });

  it('keeps its tables whole on a phone', async () => {
    stripe().arm({ fault: 'decline-surge' });
    await pay(stripe(), 'order-with-a-very-long-reference-1');
    stripe().clear();
    await pay(stripe(), 'order-with-a-very-long-reference-2');
    const { page } = await open('light', 390);
    await page.waitForSelector('#ledger tr');
    const cut = await page.evaluate<number>(
      "[...document.querySelectorAll('.scroll')].filter((it) => it.scrollWidth > it.clientWidth).length",
    );
    expect(cut).toBe(0);
  });

  it('offers those faults that show at the gateway, and no others', async () => {
    const { page } = await open();
    await page.waitForSelector('.link.on');
    const offered = (): Promise<readonly string[]> =>
      page.locator('#kinds button').allTextContents();
    expect(await offered()).toEqual(namesFor('stripe'));
    await page.click('#kinds button:text-is("object-locked")');
    await page.selectOption('#arm-gateway', 'paypal');
    expect(await offered()).toEqual(namesFor('paypal'));
    expect(await page.isDisabled('#arm-go')).toBe(true);
    await page.click('#kinds button:text-is("token-expiry")');
    await page.click('#arm-go');
    await page.waitForSelector('#armed li:has-text("token-expiry on paypal")');
  });

  it('says what is wrong with options that are wrong', async () => {
    const { page } = await open();
    await page.click('#kinds button:text-is("latency")');
    await page.fill('#options', '{ "delay": 5 }');
    await page.click('#arm-go');
    await page.waitForSelector('#toast:has-text("Did you mean")');
    complaints = [];
  });

  it('moves the clock and delivers webhooks', async () => {
    stripe().setWebhookEndpoint('http://127.0.0.1:9/');
    await pay(stripe(), 'order-1');
    const { page } = await open();
    await page.waitForSelector('#pending li:has-text("payment_intent.succeeded")');
    await page.click('[data-move="86400000"]');
    await expect.poll(() => mocks.clock.now() - Date.now()).toBeGreaterThan(86_000_000);
    await page.click('#deliver');
    await page.waitForSelector('#toast:has-text("delivered")');
  });

  it('puts what came over the wire on the page as text', async () => {
    const { page } = await open();
    await page.waitForSelector('.link.on');
    const order = '<img src=x onerror=document.title=1>';
    await pay(stripe(), order);
    await page.waitForSelector('#journal tr td.order');
    expect(await page.locator('#journal td.order').first().textContent()).toBe(order);
    expect(await page.title()).toBe('paydrill gateways');
    expect(complaints).toEqual([]);
  });

  it('connects again to gateways that come back', async () => {
    const { page } = await open();
    await page.waitForSelector('.link.on');
    const port = Number(new URL(mocks.control.url).port);
    const { token: controlToken } = mocks.control;
    await mocks.close();
    await page.waitForSelector('.link.off');
    mocks = await createMocks({ only: ['stripe', 'paypal'], controlPort: port, controlToken });
    await page.waitForSelector('.link.on');
    complaints = [];
  });

  it('is of no use to another web page', async () => {
    const page = await browser.newPage();
    await page.route('http://evil.test/**', (route) =>
      route.fulfill({ body: 'evil', contentType: 'text/html' }),
    );
    await page.goto('http://evil.test/');
    const steal = await page.evaluate<string>(
      `fetch('${mocks.control.url}/gateways', { headers: { authorization: 'Bearer ${mocks.control.token}' } })
        .then((answer) => answer.text(), (error) => 'refused')`,
    );
    expect(steal).toBe('refused');
    // What a page may send without asking arrives at best; it is not listened to.
    await pay(stripe(), 'order-1');
    await page.evaluate<string>(
      `fetch('${mocks.control.url}/reset', { method: 'POST', mode: 'no-cors' }).catch(() => '')`,
    );
    expect(stripe().status().payments).toBe(1);
    await page.evaluate<void>(
      `new Promise((resolve) => { const frame = document.createElement('iframe'); frame.onload = resolve;
        frame.src = '${mocks.control.pageUrl}'; document.body.append(frame); })`,
    );
    const frame = page.frames().find((each) => each !== page.mainFrame());
    expect(await frame?.locator('#all').count()).toBe(0);
  });
});
