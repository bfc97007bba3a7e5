import type { EventSource, RunEvent } from '../core/events.ts';
import { decideVerdict } from '../core/verdict.ts';
import { AttemptCounts } from './figures/attempt-counts.ts';
import { readFaultFacts } from './figures/fault-facts.ts';
import { FaultWatch } from './figures/fault-records.ts';
import { MoneySums } from './figures/money.ts';
import { figureOf, type PaymentFigure } from './figures/payment-figure.ts';
import { dropsByPhase, phaseFigures } from './figures/phase-figures.ts';
import { createSeries } from './figures/series.ts';
import { collectFindings } from './findings.ts';
import { forEachOrder, UNEXPLAINED } from './history/group-orders.ts';
import { netMinor } from './history/hold.ts';
import type { OrderHistory } from './history/order-history.ts';
import { createRunContext } from './history/run-context.ts';
import { checkSources, type SourceState } from './history/sources.ts';
import type { Evidence } from './invariants/invariant.ts';
import { createInvariantJudge } from './invariants/judge-invariants.ts';
import type { JudgeInput, Judgement } from './judgement.ts';
import { judgeObjectives } from './objectives/judge-objectives.ts';

/**
 * Turns the events of a run into all that follows from them. Pure: the same input gives the same
 * judgement, live or simulated, today or from a record.
 */
export function judge(input: JudgeInput): Judgement {
  const { scenario, events, orders, phases, load } = input;
  const sources = checkSources(events, expectedSources(input));
  const evidence = collectEvidence(input, sources);
  const hasAudit = evidence.has('audit');
  const facts = input.faults ?? readFaultFacts(scenario, events);
  const { isSettled } = input;
  const run = createRunContext({
    events,
    scenario,
    isSettled,
    hasAudit,
    faultsEndMs: facts.reduce((latest, { endMs }) => Math.max(latest, endMs ?? 0), 0),
  });

  const invariantJudge = createInvariantJudge(run, evidence);
  const watch = new FaultWatch(scenario.faults, facts, hasAudit);
  const attempts = new AttemptCounts(phases, hasAudit);
  const money = new MoneySums(run);
  const payments: PaymentFigure[] = [];
  let unread = 0;
  let unexplained = 0;
  forEachOrder(events, orders, (history) => {
    invariantJudge.see(history);
    watch.add(history);
    attempts.add(history);
    money.add(history);
    const figure = figureOf(history, phases, run.endMs);
    if (figure !== null) payments.push(figure);
    if (isUnread(history)) unread += 1;
    if (history.order.startsWith(UNEXPLAINED) && history.ledger.length > 0) unexplained += 1;
  });
  for (const event of events) {
    if (event.kind === 'exchange' && event.order === null && event.object === null) {
      watch.addExchange(event);
    }
  }

  const logs = input.logs ?? [];
  const secrets = input.secrets ?? [];
  const invariants = invariantJudge.finish({ events, run, logs, secrets });
  const drops = dropsByPhase(phases, scenario.load.arrival, load, payments);
  const faults = watch.records();
  const figures = phaseFigures({
    phases,
    payments,
    drops,
    attemptsByProvider: (phase) => attempts.ofPhase(phase),
  });
  const objectives = judgeObjectives({
    objectives: scenario.objectives,
    phases,
    payments,
    drops,
    endMs: run.endMs,
    seed: input.seed,
  });
  const findings = collectFindings({
    invariants,
    objectives,
    phases: figures,
    faults,
    baselineDrops: drops.get('baseline') ?? 0,
    unread: isSettled ? unread : 0,
    unexplained,
    sources: sources.filter(({ source }) => input.expectedGaps?.includes(source) !== true),
    evidence,
    aborts: input.aborts ?? [],
    rigErrors: input.rigErrors ?? [],
  });
  return {
    verdict: decideVerdict(findings),
    findings,
    phases: figures,
    faults,
    invariants,
    objectives,
    money: money.figures(),
    series: createSeries({
      phases,
      arrival: scenario.load.arrival,
      load,
      payments,
      attempts,
      faults,
    }),
  };
}

function expectedSources({ sources, scenario, events }: JudgeInput): readonly EventSource[] {
  if (sources !== undefined) return sources;
  const gateways = scenario.gateways.map((name): EventSource => `gateway:${name}`);
  const hasService = events.some(({ source }: RunEvent) => source === 'service');
  return ['client', ...gateways, ...(hasService ? (['service'] as const) : [])];
}

/** What is there, whole. A source with a gap accuses nobody. */
function collectEvidence(
  { isSettled, scenario }: JudgeInput,
  sources: readonly SourceState[],
): ReadonlySet<Evidence> {
  const whole = new Set(
    sources.flatMap(({ source, completeness }) => (completeness === 'complete' ? [source] : [])),
  );
  const evidence = new Set<Evidence>();
  if (whole.has('client')) evidence.add('clients');
  if (whole.has('service')) evidence.add('audit');
  if (scenario.gateways.every((name) => whole.has(`gateway:${name}`))) evidence.add('gateways');
  if (isSettled) evidence.add('settled');
  return evidence;
}

/** Charged, and the target could not be asked at the end. */
function isUnread({ holds, reading }: OrderHistory): boolean {
  if (!holds.some((hold) => netMinor(hold) > 0)) return false;
  return reading === null || (reading.claim === null && reading.status !== 404);
}
