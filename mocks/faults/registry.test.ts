import { describe, expect, test } from 'vitest';
import { PROVIDER_OPERATIONS } from '../../harness/core/outcome.ts';
import { describeOptions } from './describe-options.ts';
import type { FaultHooks, FaultWords } from './fault.ts';
import { GATEWAY_FAULTS } from './registry.ts';
import type { GatewayFaultOptions } from './registry.ts';
import { parseFaultOptions } from './resolve-fault.ts';

const WORDS: ReadonlySet<string> = new Set<keyof FaultWords>([
  'name',
  'summary',
  'example',
  'options',
  'appliesTo',
  'needs',
  'isGatewayWide',
  'needsArming',
  'holdsObject',
  'isDoneOnceArmed',
]);
const HOOKS: readonly (keyof FaultHooks)[] = [
  'concerns',
  'meet',
  'createMeet',
  'publish',
  'deliver',
  'settle',
  'withholdsContinue',
  'onArmed',
  'onCleared',
];

describe.each(Object.entries(GATEWAY_FAULTS))('%s', (name, fault) => {
  test('is registered under its own name', () => {
    expect(fault.name).toBe(name);
  });

  test('says in a sentence what the caller sees', () => {
    expect(fault.summary).toMatch(/^[A-Z4-5].*\.$/s);
  });

  test('has an example that it accepts, and works without any options', () => {
    expect(parseFaultOptions(fault, fault.example)).toEqual(fault.example);
    expect(() => parseFaultOptions(fault, {})).not.toThrow();
  });

  test('refuses options that it does not know', () => {
    expect(() => parseFaultOptions(fault, { nonsense: 1 })).toThrow('"nonsense"');
  });

  test('describes every option', () => {
    for (const option of describeOptions(fault).flatMap((variant) => variant.options)) {
      expect(option.description, option.name).toMatch(/.\.$/s);
    }
  });

  test('can meet something, and requests exactly when it applies to operations', () => {
    const hooks = Object.keys(fault).filter((key) => !WORDS.has(key));
    expect([...HOOKS]).toEqual(expect.arrayContaining(hooks));
    expect(PROVIDER_OPERATIONS).toEqual(expect.arrayContaining([...fault.appliesTo]));
    expect(fault.appliesTo.length > 0).toBe(hooks.includes('meet') || hooks.includes('createMeet'));
    expect(hooks.filter((hook) => !hook.startsWith('on'))).not.toEqual([]);
  });

  test('has no option that the header keeps for itself', () => {
    for (const option of describeOptions(fault).flatMap((variant) => variant.options)) {
      expect(['attempts', 'pattern', 'share']).not.toContain(option.name);
    }
  });
});

test('options have types for scenarios, in which defaults may be left out', () => {
  const options: GatewayFaultOptions<'latency'> = { distribution: 'uniform', maxMs: 900 };
  // @ts-expect-error no such option
  const wrong: GatewayFaultOptions<'latency'> = { delay: 1 };
  const plain: Readonly<Record<string, string | number | boolean>> = options;
  expect(GATEWAY_FAULTS.latency.options.parse(plain)).toMatchObject({ minMs: 100, maxMs: 900 });
  expect(GATEWAY_FAULTS.latency.options.safeParse(wrong).success).toBe(false);
});
