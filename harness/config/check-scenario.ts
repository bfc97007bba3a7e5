import { createArrivalSchedule } from '../../scenarios/journeys/arrival-schedule.ts';
import {
  checkFaultOperations,
  checkFaultSelection,
  checkFaultTrait,
  findFault,
  pickSelection,
  traitsAt,
} from '../../mocks/faults/index.ts';
import { PROVIDERS } from '../core/outcome.ts';
import {
  phaseStarts,
  type GatewayFault,
  type NetworkFault,
  type Scenario,
  type ScheduledFault,
} from '../core/scenario.ts';
import { configError } from './errors.ts';
import { brokenNetworkRule } from './network-rules.ts';

// What no schema sees: rules between parts of a scenario. Checked last, on what will really run.

/** k6 can not run a load that is shorter than a second. */
const SHORTEST_LOAD_MS = 2_000;
/** Half a day at ten a second; orders and events of a run are held in memory. */
const MOST_PAYMENTS = 500_000;

/** @throws CONFIG_INVALID_VALUE, or FAULT_OPERATION_NEVER_MET of mocks/faults */
export function checkScenario(scenario: Scenario): void {
  checkUnique('gateways', scenario.gateways);
  checkUnique('names of faults', namesOf(scenario.faults));
  checkUnique('names of stopConditions', namesOf(scenario.stopConditions));
  checkUnique(
    'objectives',
    scenario.objectives.map(({ name, phase }) => `${name} in ${phase}`),
  );
  checkWeights('load.journeys', scenario.load.journeys);
  checkWeights('load.currencies', scenario.load.currencies);
  checkLoad(scenario);
  for (const fault of scenario.faults) checkFault(scenario, fault);
  checkProcessFaults(scenario.faults);
  checkNetworkFaults(scenario.faults);
  for (const { name, phase } of scenario.objectives) {
    if (name !== 'recovery-time' || phase === 'recovery') continue;
    refuse('the phase of recovery-time', 'must be "recovery"', phase);
  }
}

function checkLoad(scenario: Scenario): void {
  const { loadEndMs } = phaseStarts(scenario.timeline);
  if (loadEndMs < SHORTEST_LOAD_MS) {
    refuse(
      'the timeline',
      `must hold at least ${SHORTEST_LOAD_MS} ms of load (baseline, fault and recovery)`,
      `${loadEndMs} ms`,
    );
  }
  const { plannedIterations } = createArrivalSchedule(scenario.load.arrival, loadEndMs);
  if (plannedIterations >= 1 && plannedIterations <= MOST_PAYMENTS) return;
  refuse('load.arrival', `must plan 1 to ${MOST_PAYMENTS} payments`, plannedIterations);
}

function checkFault(scenario: Scenario, fault: ScheduledFault): void {
  const { faultMs } = scenario.timeline;
  if (fault.atMs + fault.durationMs > faultMs) {
    refuse(
      `fault "${fault.name}"`,
      `must end inside the fault phase of ${faultMs} ms`,
      `${fault.atMs} ms + ${fault.durationMs} ms`,
    );
  }
  if (fault.layer === 'process') return;
  if (!scenario.gateways.includes(fault.gateway)) {
    refuse(
      `the gateway of fault "${fault.name}"`,
      `must be one of the scenario's (${scenario.gateways.join(', ')})`,
      fault.gateway,
    );
  }
  if (fault.share === 0) {
    refuse(
      `the share of fault "${fault.name}"`,
      'must be above 0: a fault that meets nothing shows nothing',
      fault.share,
    );
  }
  if (fault.layer === 'network') {
    const broken = brokenNetworkRule(fault);
    if (broken === null) return;
    refuse(`${broken.what} of fault "${fault.name}"`, broken.rule, broken.got);
  }
  const definition = findFault(fault.fault);
  checkFaultOperations(definition, fault.operations);
  checkFaultSelection(definition, pickSelection(fault), fault.share);
  checkTokens(fault);
  checkFaultTrait(definition, fault.gateway, traitsAt(fault.gateway));
}

// Stripe is asked with a key. A fault of signing in would lie in wait there for the whole run.
function checkTokens({ name, gateway, fault, operations }: GatewayFault): void {
  const met = operations.length > 0 ? operations : findFault(fault).appliesTo;
  if (met.length === 0) return;
  if (
    traitsAt(gateway).includes('access-tokens') ||
    met.some((operation) => operation !== 'token')
  ) {
    return;
  }
  const withTokens = PROVIDERS.filter((provider) => traitsAt(provider).includes('access-tokens'));
  refuse(
    `the gateway of fault "${name}"`,
    `must be one with access tokens (${withTokens.join(', ')}), for it meets nothing but "token"`,
    gateway,
  );
}

// There is one target process: it can not be paused while it is dead.
function checkProcessFaults(faults: readonly ScheduledFault[]): void {
  const inOrder = faults
    .filter(({ layer }) => layer === 'process')
    .toSorted((a, b) => a.atMs - b.atMs);
  for (const [index, fault] of inOrder.entries()) {
    const before = inOrder[index - 1];
    if (before === undefined || before.atMs + before.durationMs <= fault.atMs) continue;
    refuse(
      `fault "${fault.name}"`,
      `must start after "${before.name}" ends: both act on the target's process`,
      `${fault.atMs} ms`,
    );
  }
}

// Toxiproxy releases what a toxic holds back as soon as another is added in the same direction: the
// first fault would do something else than was asked. A proxy that is down is no toxic.
function checkNetworkFaults(faults: readonly ScheduledFault[]): void {
  const network = faults.filter(
    (fault): fault is NetworkFault => fault.layer === 'network' && fault.effect.kind !== 'down',
  );
  for (const [index, fault] of network.entries()) {
    const other = network
      .slice(0, index)
      .find(
        (before) =>
          before.gateway === fault.gateway &&
          before.direction === fault.direction &&
          before.atMs < fault.atMs + fault.durationMs &&
          fault.atMs < before.atMs + before.durationMs,
      );
    if (other === undefined) continue;
    refuse(
      `fault "${fault.name}"`,
      `must not overlap "${other.name}": Toxiproxy would release what one of them holds back`,
      `${fault.atMs} ms to ${fault.atMs + fault.durationMs} ms`,
    );
  }
}

function checkWeights(where: string, weights: Readonly<Record<string, number>>): void {
  if (Object.values(weights).some((weight) => weight > 0)) return;
  refuse(where, 'must have at least one weight above 0', JSON.stringify(weights));
}

function checkUnique(where: string, names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) refuse(where, 'must each occur once', `"${twice}" twice`);
}

const namesOf = (items: readonly { readonly name: string }[]): readonly string[] =>
  items.map(({ name }) => name);

function refuse(where: string, rule: string, got: string | number): never {
  throw configError('CONFIG_INVALID_VALUE', { where, rule, got });
}
