import { describe, expect, test } from 'vitest';
import { PaydrillError } from '../../harness/core/errors.ts';
import { checkFaultOperations, findFault, parseFaultOptions } from './resolve-fault.ts';

function errorOf(action: () => unknown): PaydrillError {
  try {
    action();
  } catch (error) {
    if (error instanceof PaydrillError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const parse = (name: string, options: unknown) => () => parseFaultOptions(findFault(name), options);

describe('findFault', () => {
  test('refuses an unknown fault and names the nearest', () => {
    const error = errorOf(() => findFault('proccessed-then-lots'));
    expect(error.code).toBe('FAULT_UNKNOWN');
    expect(error.message).toContain('"proccessed-then-lots"');
    expect(error.hint).toContain('"processed-then-lost"');
  });

  test('does not find what every object has', () => {
    expect(errorOf(() => findFault('constructor')).code).toBe('FAULT_UNKNOWN');
  });
});

describe('parseFaultOptions', () => {
  test('fills in defaults', () => {
    expect(parseFaultOptions(findFault('slow-body'), { pauseMs: 7 })).toEqual({
      chunkBytes: 16,
      pauseMs: 7,
    });
  });

  test.each([
    ['latency', { delayMs: -5 }, 'option "delayMs" of fault "latency" must be at least 0, got -5'],
    ['latency', { delayMs: 1e9 }, 'must be at most 600000, got 1000000000'],
    ['latency', { delayMs: 1.5 }, 'must be a whole number, got 1.5'],
    ['latency', { delayMs: Number.NaN }, 'must be a number, got NaN'],
    ['latency', { delayMs: '5' }, 'must be a number, got "5"'],
    ['latency', { distribution: 'pareto' }, '"fixed", "uniform", "lognormal", got "pareto"'],
    ['malformed-body', { shape: 'round' }, 'must be one of "half", "empty", "null", "garbage"'],
    ['hang', 3, 'the options of fault "hang" must be an object, got 3'],
  ])('tells rule and value: %s %j', (name, options, message) => {
    const error = errorOf(parse(name, options));
    expect(error.code).toBe('FAULT_OPTION_INVALID');
    expect(error.message).toContain(message);
  });

  test('refuses an unknown option and names the nearest', () => {
    const error = errorOf(parse('latency', { delayms: 3 }));
    expect(error.code).toBe('FAULT_OPTION_UNKNOWN');
    expect(error.hint).toContain('"delayMs"');
  });

  test('says which choice an option belongs to', () => {
    const error = errorOf(parse('latency', { distribution: 'uniform', medianMs: 3 }));
    expect(error.code).toBe('FAULT_OPTION_OF_ANOTHER');
    expect(error.message).toContain('only with distribution "lognormal"');
    expect(error.hint).toContain('minMs, maxMs');
  });

  test('refuses any option where there is none', () => {
    expect(errorOf(parse('hang', { forMs: 3 })).code).toBe('FAULT_OPTION_NONE');
  });
});

describe('checkFaultOperations', () => {
  test('refuses an operation that the fault never meets', () => {
    const error = errorOf(() => {
      checkFaultOperations(findFault('token-expiry'), ['token', 'confirm']);
    });
    expect(error.code).toBe('FAULT_OPERATION_NEVER_MET');
    expect(error.message).toContain('"confirm"');
  });

  test('accepts no filter at all', () => {
    expect(() => {
      checkFaultOperations(findFault('token-expiry'), []);
    }).not.toThrow();
  });
});
