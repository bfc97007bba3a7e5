import { describe, expect, it } from 'vitest';
import { MOCKS_ERRORS } from './errors.ts';
import { parseMocksSettings } from './settings.ts';

const parse = (settings: unknown) => parseMocksSettings(JSON.stringify(settings));
const stripe = [{ name: 'stripe' }];

describe('the settings of the gateways process', () => {
  it('have defaults for all but seed and gateways', () => {
    expect(
      parse({ seed: 1, gateways: [{ name: 'paypal', port: 4000 }, { name: 'stripe' }] }),
    ).toEqual({
      seed: 1,
      gateways: [
        { name: 'paypal', port: 4000 },
        { name: 'stripe', port: 0 },
      ],
      controlPort: 0,
      controlToken: null,
      host: '127.0.0.1',
      behaviours: {},
      limits: null,
      statePath: null,
      keysFolder: null,
      webhooks: {},
      webhookHosts: [],
      recordPath: null,
    });
  });

  it.each([
    ['MOCKS_SETTINGS_MISSING', () => parseMocksSettings(undefined)],
    ['MOCKS_SETTINGS_INVALID', () => parseMocksSettings('{')],
    ['MOCKS_SETTINGS_INVALID', () => parse({ seed: -1, gateways: stripe })],
    ['MOCKS_SETTINGS_INVALID', () => parse({ seed: 1, gateways: [] })],
    ['MOCKS_SETTINGS_INVALID', () => parse({ seed: 1, gateways: [...stripe, ...stripe] })],
    ['MOCKS_SETTINGS_INVALID', () => parse({ seed: 1, gateways: stripe, colour: 'red' })],
    ['MOCKS_GATEWAY_UNKNOWN', () => parse({ seed: 1, gateways: [{ name: 'strip' }] })],
    ['MOCKS_HOST_REFUSED', () => parse({ seed: 1, gateways: stripe, host: '0.0.0.0' })],
  ])('are refused with %s', (code, act) => {
    expect(act).toThrow(expect.objectContaining({ code }));
    expect(Object.keys(MOCKS_ERRORS)).toContain(code);
  });
});
