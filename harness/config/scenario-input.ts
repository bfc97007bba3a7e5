import type { z } from 'zod';
import type { GatewayFaultName, GatewayFaultOptions } from '../../mocks/faults/index.ts';
import type { PolicyName } from '../../scenarios/policies/registry.ts';
import type { FAULT_SCHEMA } from './fault-schema.ts';
import type { PolicyInput } from './policy-schema.ts';
import type { SCENARIO_SCHEMA } from './scenario-schema.ts';

type SchemaInput = z.input<typeof SCENARIO_SCHEMA>;
type SchemaFault = z.input<typeof FAULT_SCHEMA>;
type SchemaGatewayFault = Extract<SchemaFault, { layer: 'gateway' }>;

/** A fault as users write it; options of a gateway fault are those of that very fault. */
export type FaultInput = Exclude<SchemaFault, SchemaGatewayFault> | GatewayFaultInput;

type GatewayFaultInput = {
  [Name in GatewayFaultName]: Omit<SchemaGatewayFault, 'fault' | 'options'> & {
    fault: Name;
    options?: GatewayFaultOptions<Name>;
  };
}[GatewayFaultName];

/**
 * What users write: a scenario whose defaults may be left out, with durations as milliseconds or as
 * text such as "30s", and a policy by name or inline.
 */
export type ScenarioInput = Omit<SchemaInput, 'faults' | 'policy'> & {
  faults?: FaultInput[];
  policy?: PolicyName | PolicyInput;
};

/** Gives a scenario file its types; the value is checked when it is loaded. */
export const defineScenario = (scenario: ScenarioInput): ScenarioInput => scenario;
