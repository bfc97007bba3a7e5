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
});
