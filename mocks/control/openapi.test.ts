import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { startControlRig } from './control.fixture.ts';
import { CONTROL_ROUTES } from './routes.ts';
import { describeApi } from './openapi.ts';

test('the description is OpenAPI, as a validator of others sees it', async () => {
  const validator = new Validator();
  const { valid, errors } = await validator.validate(
    JSON.parse(JSON.stringify(describeApi(CONTROL_ROUTES))) as Record<string, unknown>,
  );
  expect(errors ?? []).toEqual([]);
  expect(valid).toBe(true);
  expect(validator.version).toBe('3.1');
});

test('every JSON answer and every line is described', () => {
  const undescribed = CONTROL_ROUTES.filter(
    ({ answers, returns }) => (answers === 'json' || answers === 'lines') && returns === null,
  );
  expect(undescribed.map(({ path }) => path)).toEqual([]);
});

test.each([
  '/status',
  '/gateways',
  '/fault-kinds',
  '/faults',
  '/ledger',
  '/journal',
  '/webhooks',
  '/clock',
])('GET %s answers what it says it does', async (path) => {
  await using rig = await startControlRig();
  rig.stripe.gateway.setWebhookEndpoint('http://127.0.0.1:9/');
  await rig.stripe.ask('POST', '/payments', { body: { order: 'a' } });
  rig.stripe.arm('latency', { delayMs: 1 }, { leaseMs: 60_000 });
  await rig.stripe.ask('POST', '/payments/payment-a/confirm');
  const { status, body } = await rig.call('GET', path);
  expect(status).toBe(200);
  const route = CONTROL_ROUTES.find((each) => each.method === 'GET' && each.path === path);
  const parsed = (route?.returns ?? z.never()).safeParse(body);
  expect(parsed.error?.issues ?? []).toEqual([]);
});
