import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { PaydrillError } from '../harness/core/errors.ts';
import { RESILIENT_POLICY } from '../harness/core/resilient-policy.ts';
import { SERVICE_ERRORS } from './errors.ts';
import { readSettings } from './settings.ts';
import { openStore } from './store/store.ts';
import { startRig } from './testing/rig.ts';

const codeOf = async (work: () => unknown): Promise<string> => {
  try {
    await work();
  } catch (error) {
    if (error instanceof PaydrillError) {
      expect(error.hint).not.toMatch(/\{\w+\}/);
      expect(error.message).not.toMatch(/\{\w+\}/);
      return error.code;
    }
    throw error;
  }
  return 'nothing was refused';
};

describe('settings', () => {
  it('have defaults for everything', () => {
    expect(readSettings({})).toEqual({
      host: '127.0.0.1',
      port: 0,
      policy: RESILIENT_POLICY,
      gateways: ['stripe', 'paypal'],
      storePath: ':memory:',
      seed: 0,
      logLevel: 'info',
    });
  });

  it('take a whole policy as it is', () => {
    const policy = { ...RESILIENT_POLICY, name: 'mine', attemptTimeoutMs: null, breaker: null };
    expect(readSettings({ PAYDRILL_POLICY: JSON.stringify(policy) }).policy).toEqual(policy);
  });

  it('keep the routing order of the gateways', () => {
    expect(readSettings({ PAYDRILL_GATEWAYS: 'paypal,stripe' }).gateways).toEqual([
      'paypal',
      'stripe',
    ]);
  });

  it.each([
    [{ PAYDRILL_POLICY: '{' }, 'SERVICE_POLICY_INVALID'],
    [{ PAYDRILL_POLICY: '{"name":"half"}' }, 'SERVICE_POLICY_INVALID'],
    [
      { PAYDRILL_POLICY: JSON.stringify({ ...RESILIENT_POLICY, deadlineMs: -1 }) },
      'SERVICE_POLICY_INVALID',
    ],
    [
      { PAYDRILL_POLICY: JSON.stringify({ ...RESILIENT_POLICY, retries: 3 }) },
      'SERVICE_POLICY_INVALID',
    ],
    [{ PAYDRILL_GATEWAYS: 'stripe,strype' }, 'SERVICE_GATEWAY_UNKNOWN'],
    [{ PAYDRILL_GATEWAYS: '' }, 'SERVICE_GATEWAY_UNKNOWN'],
    [{ PORT: '70000' }, 'SERVICE_SETTING_INVALID'],
    [{ PORT: '-1' }, 'SERVICE_SETTING_INVALID'],
    [{ PAYDRILL_SEED: '1.5' }, 'SERVICE_SETTING_INVALID'],
    [{ LOG_LEVEL: 'loud' }, 'SERVICE_SETTING_INVALID'],
  ])('refuse %j', async (environment, code) => {
    expect(await codeOf(() => readSettings(environment))).toBe(code);
  });
});

describe('start', () => {
  it('is refused without a usable store', async () => {
    expect(await codeOf(() => openStore('/nonexistent/folder/store.sqlite', () => undefined))).toBe(
      'SERVICE_STORE_UNUSABLE',
    );
  });

  it('is refused on a port in use', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    await using rig = startRig();
    expect(await codeOf(() => rig.service.listen('127.0.0.1', port))).toBe('SERVICE_PORT_UNUSABLE');
    await new Promise((resolve) => other.close(resolve));
  });

  it('has a hint for every refusal', () => {
    for (const row of Object.values(SERVICE_ERRORS)) expect(row.hint.length).toBeGreaterThan(10);
  });
});
