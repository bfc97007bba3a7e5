import { closest } from 'fastest-levenshtein';
import { POLICIES, POLICY_NAMES } from '../../scenarios/policies/registry.ts';
import type { Policy } from '../core/policy.ts';
import { configError } from './errors.ts';
import { deepFreeze } from './deep-freeze.ts';
import { parseInput } from './parse-input.ts';
import { POLICY_SCHEMA } from './policy-schema.ts';
import { refuseSecrets } from './refuse-secrets.ts';

const BY_NAME: ReadonlyMap<string, Policy> = new Map(Object.entries(POLICIES));

/**
 * A policy by name, or an inline one whose missing parts are as in `resilient`.
 *
 * @throws CONFIG_UNKNOWN_POLICY and what `parseInput` throws
 */
export function resolvePolicy(input: unknown): Policy {
  if (typeof input === 'string') return findPolicy(input);
  refuseSecrets(input, 'policy');
  return deepFreeze(parseInput(POLICY_SCHEMA, input, { what: 'policy', prefix: 'policy' }));
}

/** @throws CONFIG_UNKNOWN_POLICY */
export function findPolicy(name: string): Policy {
  const policy = BY_NAME.get(name);
  if (policy !== undefined) return deepFreeze(structuredClone(policy));
  throw configError('CONFIG_UNKNOWN_POLICY', {
    got: name,
    nearest: closest(name, POLICY_NAMES),
    known: POLICY_NAMES.join(', '),
  });
}
