import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../reports/index.ts';
import { sampleRecord } from '../../reports/testing/sample-record.ts';

const PLACES = [
  process.env['PAYDRILL_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];
const executablePath = PLACES.find((path) => path !== '' && existsSync(path));
if (executablePath === undefined) {
  process.stdout.write('skipped: the report in a browser, because no Chromium is installed\n');
}

describe.skipIf(executablePath === undefined)('the HTML report in a browser', () => {
  let folder = '';
  let browser: Browser;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'paydrill-report-'));
    await writeFile(join(folder, 'report.html'), renderHtml(sampleRecord()));
    browser = await chromium.launch({
      executablePath: executablePath ?? '',
      args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
    });
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const open = async (colorScheme: 'light' | 'dark', width: number) => {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on('request', (request) => asked.push(request.url()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    const address = pathToFileURL(join(folder, 'report.html')).href;
    await page.goto(address);
    return { page, address, asked, complaints };
  };

  it.each([
    ['light', 1200],
    ['dark', 1200],
    ['light', 390],
    ['dark', 390],
  ] as const)(
    'is drawn in %s at %d pixels without network, complaint or overflow',
    async (scheme, width) => {
      const { page, address, asked, complaints } = await open(scheme, width);
      const picture = await page.screenshot({ fullPage: true });
      expect(picture.byteLength).toBeGreaterThan(40_000);
      expect(asked.filter((url) => url !== address && !url.startsWith('data:'))).toEqual([]);
      expect(complaints).toEqual([]);
      const overflow = await page.evaluate<number>(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow).toBeLessThanOrEqual(0);
      await page.close();
    },
  );

  it('changes its paper with the scheme', async () => {
    const paperOf = async (scheme: 'light' | 'dark'): Promise<string> => {
      const { page } = await open(scheme, 800);
      const colour = await page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
      await page.close();
      return colour;
    };
    expect(await paperOf('light')).not.toBe(await paperOf('dark'));
  });

  it('reads out the figures under the pointer', async () => {
    const { page } = await open('light', 1200);
    await page
      .locator('.chart svg')
      .first()
      .hover({ position: { x: 400, y: 80 } });
    const readout = page.locator('.chart .readout').first();
    await expect.poll(() => readout.isVisible()).toBe(true);
    expect(await readout.textContent()).toContain('succeeded');
    await page.close();
  });
});
