import { isReplayable, phaseStarts } from '../../core/scenario.ts';
import { planDrill } from '../../drill/plan-drill.ts';
import { createArrivalSchedule } from '../../../scenarios/journeys/arrival-schedule.ts';
import { findFault } from '../../../mocks/faults/index.ts';
import { caseError } from '../cases/errors.ts';
import type { SimulatedOutcome, SimulatedRun } from '../drill/simulated-run.ts';
import { withFault, withFaults, withOrders, withScenario } from './change-run.ts';
import { describeFailure, isSameFailure, witnessOrders, type Failure } from './failure.ts';
import { findFewest } from './fewest.ts';
import { magnitudesOf, type Magnitude } from './magnitudes.ts';
import { asPlayable } from './playable.ts';
import { findSmallest } from './smallest.ts';
import { timesOf } from './times.ts';
import { OutOfRuns, Trials, type Simulate } from './trials.ts';

export type ShrinkPass = 'witness' | 'faults' | 'orders' | 'magnitudes' | 'times';

export interface ShrinkProgress {
  readonly pass: ShrinkPass;
  /** Simulated until now, the first run included. */
  readonly runs: number;
  readonly maxRuns: number;
  /** Whether the run just tried still fails and was kept. */
  readonly isKept: boolean;
  readonly faults: number;
  /** Null: all that seed and load make. */
  readonly orders: number | null;
}

export interface ShrinkOptions {
  readonly simulate: Simulate;
  /** Simulated runs at most, the first and the last one included; at least 2. Default 400. */
  readonly maxRuns?: number;
  readonly onProgress?: (progress: ShrinkProgress) => void;
  /** Ends the search early, with what was found until then. */
  readonly stop?: AbortSignal;
  /** `trail` of a result for the same run: goes on from there. */
  readonly trail?: readonly boolean[];
  /** The first run's outcome, where it is known already; saves one run. */
  readonly outcome?: SimulatedOutcome;
  /** Every order of the run by id, in the order of arrival. Default: made from seed and load. */
  readonly orderIds?: readonly string[];
}

export interface ShrinkResult {
  readonly run: SimulatedRun;
  /** Of that run, simulated once more at the end, unless the search was stopped. */
  readonly outcome: SimulatedOutcome;
  readonly failure: Failure;
  /** Simulated by this call; answers from the trail cost nothing. */
  readonly runs: number;
  /** No fault and no order can be taken away. False when the runs were used up before. */
  readonly isMinimal: boolean;
  /** What `trail` takes to go on. */
  readonly trail: readonly boolean[];
}

const DEFAULT_MAX_RUNS = 400;

/** Two or three do; where failing is not monotone, magnitudes could chase each other for ever. */
const MAX_ROUNDS = 8;

/**
 * Makes a failing run smaller while it fails in the same way: fewest faults, then fewest orders,
 * then smallest magnitudes, then earliest and roundest times; and again until nothing changes.
 *
 * Bounded by a number of runs and not by time, so that every machine finds the same.
 *
 * @throws PaydrillError CASE_NOTHING_TO_SHRINK, CASE_NOT_DETERMINISTIC
 */
export async function shrink(given: SimulatedRun, options: ShrinkOptions): Promise<ShrinkResult> {
  const maxRuns = options.maxRuns ?? DEFAULT_MAX_RUNS;
  let runs = options.outcome === undefined ? 1 : 0;
  const first = options.outcome ?? (await options.simulate(given));
  const failure = describeFailure(first.record);
  if (failure === null) {
    const { outcome } = first.record.verdict;
    throw caseError('CASE_NOTHING_TO_SHRINK', { scenario: given.scenario.name, outcome });
  }
  const before = options.trail?.length ?? 0;
  let pass: ShrinkPass = 'witness';
  const trials = new Trials({
    failure,
    start: { run: given, outcome: first },
    simulate: (run) => {
      runs += 1;
      return options.simulate(run);
    },
    // One for the first run, one for the last.
    maxTrials: Math.max(maxRuns - 2, 0) + before,
    trail: options.trail ?? [],
    stop: options.stop ?? new AbortController().signal,
    onTrial: (isKept, { run }) =>
      options.onProgress?.({
        pass,
        runs,
        maxRuns,
        isKept,
        faults: run.scenario.faults.length,
        orders: run.orders?.length ?? null,
      }),
  });
  const search = new Search(trials, failure, await ordersOf(given, options), (next) => {
    pass = next;
  });
  const isMinimal = await untilNothingChanges(search, witnessOrders(failure, first.record));

  const { run, outcome: seen } = trials.kept;
  const found = { run, failure, isMinimal, trail: trials.trail };
  // Whoever stops it does not want another run; and what was kept has been seen to fail.
  if (options.stop?.aborted === true && seen !== null) return { ...found, outcome: seen, runs };
  const outcome = await options.simulate(run);
  const isSame = seen === null || seen.hash === outcome.hash;
  if (!isSame || !isSameFailure(failure, outcome.record)) {
    throw caseError('CASE_NOT_DETERMINISTIC', {
      scenario: run.scenario.name,
      seed: run.seed,
      first: seen?.hash ?? 'the failure of the trail',
      second: outcome.hash,
    });
  }
  return { ...found, outcome, runs: runs + 1 };
}

async function untilNothingChanges(search: Search, suspects: readonly string[]): Promise<boolean> {
  try {
    await search.lookAtWitness(suspects);
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const before = JSON.stringify(search.run);
      await search.fewestFaults();
      await search.fewestOrders();
      await search.simplestFaults();
      await search.smallest('magnitudes', magnitudesOf);
      await search.smallest('times', timesOf);
      if (JSON.stringify(search.run) === before) return true;
    }
    return false;
  } catch (error) {
    if (error instanceof OutOfRuns) return false;
    throw error;
  }
}

interface Orders {
  readonly ids: readonly string[];
  readonly arrivals: ReadonlyMap<string, number>;
}

async function ordersOf(run: SimulatedRun, { orderIds }: ShrinkOptions): Promise<Orders> {
  const { scenario, seed } = run;
  const ids = orderIds ?? (await planDrill(scenario, seed)).orders.map(({ orderId }) => orderId);
  const { loadEndMs } = phaseStarts(scenario.timeline);
  const schedule = createArrivalSchedule(scenario.load.arrival, loadEndMs);
  return { ids, arrivals: new Map(ids.map((id, index) => [id, schedule.offsetMs(index)])) };
}

class Search {
  readonly #trials: Trials;
  readonly #failure: Failure;
  readonly #orders: Orders;
  readonly #begin: (pass: ShrinkPass) => void;

  constructor(trials: Trials, failure: Failure, orders: Orders, begin: (pass: ShrinkPass) => void) {
    this.#trials = trials;
    this.#failure = failure;
    this.#orders = orders;
    this.#begin = begin;
  }

  get run(): SimulatedRun {
    return this.#trials.kept.run;
  }

  #try(change: (run: SimulatedRun) => SimulatedRun): Promise<boolean> {
    const playable = asPlayable(change(this.run), this.#orders.ids);
    return playable === null ? Promise.resolve(false) : this.#trials.try(playable);
  }

  /** The orders that prove the violation are mostly enough for it, and every run after is cheap. */
  async lookAtWitness(suspects: readonly string[]): Promise<void> {
    this.#begin('witness');
    if (this.#failure.kind !== 'invariant') return;
    // A few payments say nothing about objectives. Both at once, because the first runs are the
    // long ones.
    const alone = (run: SimulatedRun): SimulatedRun =>
      withScenario(run, { objectives: [], stopConditions: [] });
    const known = suspects.filter((order) => this.#orders.arrivals.has(order));
    for (const orders of [...known.map((order) => [order]), known]) {
      if (orders.length === 0 || orders.length >= (this.run.orders?.length ?? Infinity)) continue;
      const isKept = await this.#try((run) =>
        alone(withOrders(run, orders, this.#orders.arrivals)),
      );
      if (isKept) return;
    }
    await this.#try(alone);
  }

  async fewestFaults(): Promise<void> {
    this.#begin('faults');
    const all = this.run.scenario.faults;
    await findFewest(all, (kept) => this.#try((run) => withFaults(run, kept)));
  }

  /** An objective is a figure over many payments, and says nothing about a few. */
  async fewestOrders(): Promise<void> {
    this.#begin('orders');
    if (this.#failure.kind !== 'invariant') return;
    await findFewest(this.run.orders ?? this.#orders.ids, (kept) =>
      kept.length === 0
        ? Promise.resolve(false)
        : this.#try((run) => withOrders(run, kept, this.#orders.arrivals)),
    );
  }

  /** One operation instead of several; whole shares where a live run could not draw the same. */
  async simplestFaults(): Promise<void> {
    this.#begin('magnitudes');
    for (const fault of this.run.scenario.faults) {
      if (fault.layer === 'network' && !isReplayable(fault)) {
        await this.#try((run) => withFault(run, fault, { share: 1 }));
      }
      if (fault.layer !== 'gateway' || fault.operations.length === 1) continue;
      const { operations } = fault;
      const met = operations.length === 0 ? findFault(fault.fault).appliesTo : operations;
      for (const operation of met.length > 1 ? met : []) {
        if (await this.#try((run) => withFault(run, fault, { operations: [operation] }))) break;
      }
    }
  }

  async smallest(
    pass: ShrinkPass,
    list: (run: SimulatedRun) => readonly Magnitude[],
  ): Promise<void> {
    this.#begin(pass);
    // Listed again after each, because one may change what another starts from.
    for (let index = 0; index < list(this.run).length; index += 1) {
      const magnitude = list(this.run)[index];
      if (magnitude === undefined) return;
      await findSmallest(magnitude, (value) => this.#try((run) => magnitude.write(run, value)));
    }
  }
}
