import { describe, expect, test } from 'vitest';
import { parseFaultHeader } from './fault-header.ts';

describe('the header paydrill-fault', () => {
  test('asks for a fault with its defaults by name alone', () => {
    const { definition, options } = parseFaultHeader('late-arrival');
    expect(definition.name).toBe('late-arrival');
    expect(options).toEqual({ holdMs: 3000 });
  });

  test('gives numbers, booleans and words as options', () => {
    expect(parseFaultHeader('html-error-page; status=504; takesEffect=true').options).toEqual({
      status: 504,
      takesEffect: true,
    });
    expect(parseFaultHeader('processed-then-lost;by=hang;').options).toEqual({ by: 'hang' });
    expect(parseFaultHeader('html-error-page;takesEffect=false').options).toMatchObject({
      takesEffect: false,
    });
  });

  test('refuses a part without a value', () => {
    expect(() => parseFaultHeader('latency;delayMs')).toThrow(
      expect.objectContaining({
        code: 'FAULT_HEADER_MALFORMED',
        message: expect.stringContaining('a part without "key=value": "delayMs"') as string,
      }),
    );
  });

  test('refuses what no fault accepts', () => {
    expect(() => parseFaultHeader('latencyy')).toThrow('no gateway fault called "latencyy"');
    expect(() => parseFaultHeader('latency;delayMs=-1')).toThrow('must be at least 0, got -1');
  });

  test('takes a number for text where the option is text', () => {
    expect(parseFaultHeader('webhook-forged;find=1000;put=9000').options).toMatchObject({
      find: '1000',
      put: '9000',
    });
  });

  test('chooses tries and a share beside the options', () => {
    expect(parseFaultHeader('hang;attempts=1,3;share=0.5')).toMatchObject({
      options: {},
      selection: { attempts: [1, 3] },
      share: 0.5,
    });
    expect(parseFaultHeader('hang;pattern=fail pass repeat').selection).toEqual({
      pattern: 'fail pass repeat',
    });
  });

  test.each(['clock-skew', 'capacity', 'stale-read', 'settlement-mismatch', 'no-100-continue'])(
    'can not ask for %s, which concerns more than one request',
    (name) => {
      expect(() => parseFaultHeader(name)).toThrow(
        expect.objectContaining({ code: 'FAULT_NEEDS_ARMING' }),
      );
    },
  );
});
