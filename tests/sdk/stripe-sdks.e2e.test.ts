import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseMocksSettings } from '../../mocks/process/settings.ts';
import { startMocks, type Mocks } from '../../mocks/process/start-mocks.ts';
import { prepareGo, preparePython, type Library } from './libraries.ts';
import { runTool } from './run-tool.ts';

// Stripe's libraries for Go and Python, unchanged, against the gateway: what they are told is
// written down in their own languages, in the folders beside this file.

const folder = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const GO = folder('stripe-go');
const PYTHON = folder('stripe-python');

const [go, python] = await Promise.all([prepareGo(GO), preparePython(PYTHON, 'test_stripe.py')]);
for (const [name, library] of Object.entries({ 'stripe-go': go, 'stripe-python': python })) {
  if (library.kind === 'missing') process.stdout.write(`${name} skipped: ${library.reason}\n`);
}

let mocks: Mocks;
beforeAll(async () => {
  const settings = JSON.stringify({ seed: 1, gateways: [{ name: 'stripe' }] });
  mocks = await startMocks(parseMocksSettings(settings), pino({ level: 'silent' }));
});
afterAll(() => mocks[Symbol.asyncDispose]());

async function run(library: Library, cwd: string): Promise<void> {
  if (library.kind === 'missing') throw new Error(library.reason);
  const [gateway] = mocks.ready.gateways;
  const environment = { ...gateway?.environment, STRIPE_BASE_URL: gateway?.baseUrl ?? '' };
  const { code, output } = await runTool(library.command, library.args, { cwd, environment });
  expect(code, output).toBe(0);
}

describe('the whole life of a payment, declines, keys, lists and webhooks', () => {
  it.skipIf(go.kind === 'missing')('work with stripe-go', () => run(go, GO), 600_000);
  it.skipIf(python.kind === 'missing')(
    'work with stripe-python',
    () => run(python, PYTHON),
    300_000,
  );
});
