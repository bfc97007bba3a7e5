import { GATEWAYS, type GatewayName } from '../../harness/core/outcome.ts';
import { faultError } from './errors.ts';
import type { FaultDefinition, GatewayTrait } from './fault.ts';

// The one rule about where a fault shows: for the control API and its page, for scripts and scenarios,
// for the docs and `paydrill list faults`.

const USUAL: readonly GatewayTrait[] = ['idempotency-keys', 'kept-answers'];
const OTHERS: Readonly<Partial<Record<GatewayName, readonly GatewayTrait[]>>> = {
  stripe: [...USUAL, 'object-locks'],
  paypal: [...USUAL, 'access-tokens'],
  alipay: ['signed-answers'],
  wechatpay: ['signed-answers', 'idempotency-keys'],
};

/** What a gateway has. A running one knows by itself; a test holds this table against it. */
export const traitsAt = (gateway: GatewayName): readonly GatewayTrait[] => OTHERS[gateway] ?? USUAL;

const WORDS: Readonly<Record<GatewayTrait, string>> = {
  'access-tokens': 'access tokens',
  'signed-answers': 'signed answers',
  'idempotency-keys': 'idempotency keys, be they its order numbers',
  'kept-answers': 'answers kept by idempotency key',
  'object-locks': 'locks on objects',
};

/** Whether the fault shows at a gateway with these traits. */
export const fits = (
  { needs }: Pick<FaultDefinition, 'needs'>,
  traits: readonly GatewayTrait[],
): boolean => needs === undefined || traits.includes(needs);

/** The gateways at which the fault shows. */
export const gatewaysFor = (fault: Pick<FaultDefinition, 'needs'>): readonly GatewayName[] =>
  GATEWAYS.filter((name) => fits(fault, traitsAt(name)));

/**
 * Refuses a fault at a gateway that can not show it.
 *
 * @throws FAULT_NOT_AT_GATEWAY
 */
export function checkFaultTrait(
  fault: FaultDefinition,
  gateway: string,
  traits: readonly GatewayTrait[],
): void {
  if (fault.needs === undefined || fits(fault, traits)) return;
  throw faultError('FAULT_NOT_AT_GATEWAY', {
    fault: fault.name,
    gateway,
    trait: WORDS[fault.needs],
    known: gatewaysFor(fault).join(', '),
  });
}
