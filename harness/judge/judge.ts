import type { EventSource } from '../core/events.ts';
import { decideVerdict } from '../core/verdict.ts';
import { AttemptCounts } from './figures/attempt-counts.ts';
import { readFaultFacts } from './figures/fault-facts.ts';
import { FaultWatch } from './figures/fault-records.ts';
import { MoneySums } from './figures/money.ts';
import { figureOf, type PaymentFigure } from './figures/payment-figure.ts';
import { dropsByPhase, phaseFigures } from './figures/phase-figures.ts';
import { createSeries } from './figures/series.ts';
import { collectFindings } from './findings.ts';
import { forEachOrder } from './history/each-order.ts';
import { netMinor } from './history/hold.ts';
import type { OrderHistory } from './history/order-history.ts';
import { createRunContext } from './history/run-context.ts';
import type { SourceState } from './history/sources.ts';
import { surveyEvents, UNEXPLAINED, type Survey } from './history/survey.ts';
import type { Evidence } from './invariants/invariant.ts';
import { createInvariantJudge } from './invariants/judge-invariants.ts';
import type { JudgeInput, Judgement } from './judgement.ts';
import './kept-shapes.ts';
import { judgeObjectives } from './objectives/judge-objectives.ts';

/**
 * Turns the events of a run into all that follows from them. Pure: the same input gives the same
 * judgement, live or simulated, today or from a record.
 */
export function judge(input: JudgeInput): Judgement {
  const { scenario, orders, phases, load } = input;
  const survey = surveyEvents(input.events);
  const { events, loose, endMs } = survey;
  const sources = survey.sources(expectedSources(input, survey));
  const evidence = collectEvidence(input, sources);
  const hasAudit = evidence.has('audit');
  const facts = input.faults ?? readFaultFacts(scenario, loose);
  const { isSettled } = input;
  const faultsEndMs = facts.reduce((latest, fact) => Math.max(latest, fact.endMs ?? 0), 0);
  const run = createRunContext({ scenario, isSettled, hasAudit, faultsEndMs, endMs }, events);
  const { logs = [], secrets = [] } = input;
  const invariantJudge = createInvariantJudge({ run, loose, logs, secrets }, evidence);
  const watch = new FaultWatch(scenario.faults, facts, hasAudit);
  const attempts = new AttemptCounts(phases, hasAudit);
  const money = new MoneySums();
  const payments: PaymentFigure[] = [];
  let unread = 0;
  let unexplained = 0;
  forEachOrder(survey, orders, (history) => {
    invariantJudge.see(history);
    watch.add(history);
    attempts.add(history);
    money.add(history, run);
    const figure = figureOf(history, phases, endMs);
    if (figure !== null) payments.push(figure);
    if (isUnread(history)) unread += 1;
    if (history.order.startsWith(UNEXPLAINED) && history.ledger.length > 0) unexplained += 1;
  });
  for (const event of loose) if (event.kind === 'exchange') watch.addExchange(event);

  const invariants = invariantJudge.finish();
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
    endMs,
    seed: input.seed,
  });
  const findings = collectFindings({
    invariants,
    objectives,
    phases: figures,
    faults,
    load,
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

function expectedSources(
  { sources, scenario }: JudgeInput,
  { hasService }: Survey,
): readonly EventSource[] {
  if (sources !== undefined) return sources;
  const gateways = scenario.gateways.map((name): EventSource => `gateway:${name}`);
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
