import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { PaydrillError } from '../../harness/core/errors.ts';
import { parseSeed } from '../../harness/core/ids.ts';
import { DIALECTS, DIALECT_NAMES } from '../dialects/registry.ts';
import { createClock } from '../kernel/clock.ts';
import { createGateway } from '../kernel/create-gateway.ts';
import { checkFaultTrait, gatewaysFor, traitsAt } from './gateway-traits.ts';
import { findFault } from './resolve-fault.ts';

describe('the table of what gateways have', () => {
  test.each(DIALECT_NAMES)('is what a running %s gateway finds by itself', async (name) => {
    const gateway = createGateway({
      dialect: DIALECTS[name],
      seed: parseSeed(1),
      clock: createClock(),
      log: pino({ level: 'silent' }),
    });
    expect(gateway.traits.toSorted()).toEqual(traitsAt(name).toSorted());
    await gateway.close();
  });
});

describe('a fault that needs something', () => {
  test('shows where that is, and is refused elsewhere with where it shows', () => {
    const fault = findFault('unsigned-answer');
    expect(gatewaysFor(fault)).toEqual(['alipay', 'wechatpay']);
    const check = () => checkFaultTrait(fault, 'stripe', traitsAt('stripe'));
    expect(check).toThrow(PaydrillError);
    expect(check).toThrow('stripe, which has no signed answers');
    expect(check).toThrow(
      expect.objectContaining({
        code: 'FAULT_NOT_AT_GATEWAY',
        hint: 'It shows at: alipay, wechatpay.',
      }) as Error,
    );
  });

  test('is not needed by most', () => {
    expect(gatewaysFor(findFault('hang'))).toEqual(DIALECT_NAMES);
    expect(() => checkFaultTrait(findFault('hang'), 'stripe', [])).not.toThrow();
  });
});
