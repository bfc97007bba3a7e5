import { closest } from 'fastest-levenshtein';
import type { Gateway } from '../kernel/gateway.ts';
import { controlError } from './errors.ts';

/**
 * The running gateway of that name.
 *
 * @throws CONTROL_GATEWAY_UNKNOWN with the nearest name.
 */
export function findGateway(gateways: readonly Gateway[], name: string): Gateway {
  const found = gateways.find((gateway) => gateway.name === name);
  if (found !== undefined) return found;
  const known = gateways.map((gateway) => gateway.name);
  throw controlError('CONTROL_GATEWAY_UNKNOWN', {
    got: name,
    nearest: known.length === 0 ? 'none' : closest(name, known),
    known: known.join(', ') || 'none',
  });
}

/** That gateway alone, or all of them when no name is given. */
export const someGateways = (
  gateways: readonly Gateway[],
  name: string | undefined,
): readonly Gateway[] => (name === undefined ? gateways : [findGateway(gateways, name)]);
