import type {
  GatewayFault,
  NetworkFault,
  ProcessFault,
  Scenario,
} from '../../harness/core/scenario.ts';
import type { GatewayFaultName, GatewayFaultOptions } from '../../mocks/faults/index.ts';
import type { PolicyName } from '../policies/registry.ts';

/** A scenario as the catalogue holds it: the resolved shape, with the policy by name. */
export type CatalogueScenario = Omit<Scenario, 'policy' | 'faults'> & {
  readonly policy: PolicyName;
  readonly faults: readonly CatalogueFault[];
};

/** Options of a gateway fault are checked against that fault's own schema. */
export type CatalogueFault =
  | NetworkFault
  | ProcessFault
  | { [Name in GatewayFaultName]: CatalogueGatewayFault<Name> }[GatewayFaultName];

type CatalogueGatewayFault<Name extends GatewayFaultName> = Omit<
  GatewayFault,
  'fault' | 'options'
> & { readonly fault: Name; readonly options: GatewayFaultOptions<Name> };
