import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PaydrillError } from '../../core/errors.ts';
import type { RunEvent } from '../../core/events.ts';
import type { Order } from '../../core/order.ts';
import type { LoadFigures } from '../../core/record.ts';
import type { DrillPlan } from '../../drill/world.ts';
import { createLoadPlan, flattenOrder } from '../../../scenarios/journeys/load-plan.ts';
import { bundleScript, readK6Summary, startK6, type K6End } from '../k6/index.ts';
import type { ProcessGuard, SupervisedProcess } from '../processes/index.ts';
import type { SharedTexts } from '../../drill/serving/shared-texts.ts';

export interface LoadOptions {
  readonly plan: DrillPlan;
  readonly binary: { readonly path: string };
  readonly targetUrl: string;
  /** The run's folder: k6's own summary is one of the promised files. */
  readonly runFolder: string;
  /** For bundle, plan, orders and console; removed after the run. */
  readonly workDirectory: string;
  readonly logDirectory: string;
  readonly guard: ProcessGuard;
  /** A bundle of the entry script that somebody else made; ours by default. */
  readonly bundleFile?: string | undefined;
  /** What events name again is kept once. */
  readonly texts: SharedTexts;
}

/** Customers, paused until they are released. */
export interface LiveLoad extends AsyncDisposable {
  /** The zero of time in epoch milliseconds. */
  release(signal: AbortSignal): Promise<number>;
  /** Client events since the last call, numbered and counted from the zero of time. */
  take(): readonly RunEvent[];
  readonly ended: Promise<LoadFigures>;
  /** Resolves when k6 ended though nobody stopped it and it was not done. */
  readonly broken: Promise<PaydrillError>;
  /** How long k6 may take after its last arrival: its customers' last answers, then its summary. */
  readonly graceMs: number;
  stop(): Promise<void>;
  /** k6 itself, and where it answers while it runs. */
  readonly process: SupervisedProcess;
  readonly statusUrl: string;
  /** When the target answered a customer last, by `performance.now()`. */
  readonly lastAnswerMs: number;
  /** The end mark; throws when lines are missing or the summary is. */
  end(): Promise<RunEvent>;
}

/** VU initialisation grows with their number; this is far above what 10,000 of them took. */
const READY_MS = 60_000;
/** k6 goes through all its samples for it; this is far above what half a million of them took. */
const SUMMARY_MS = 15_000;

export async function startLoad(options: LoadOptions, signal: AbortSignal): Promise<LiveLoad> {
  const { plan, runFolder, workDirectory } = options;
  const planFile = join(workDirectory, 'plan.json');
  const ordersFile = join(workDirectory, 'orders.json');
  // k6 works in a folder of its own, where a relative path leads elsewhere.
  const summaryFile = resolve(runFolder, 'k6-summary.json');
  const { scenario } = plan;
  const loadPlan = createLoadPlan({
    targetUrl: options.targetUrl,
    ordersFile,
    summaryFile,
    load: scenario.load,
    timeline: scenario.timeline,
    policy: scenario.policy,
  });
  const [bundleFile] = await Promise.all([
    options.bundleFile ?? bundleEntry(join(workDirectory, 'bundle.js')),
    writeFile(planFile, JSON.stringify(loadPlan)),
    writeFile(ordersFile, ordersAsJson(plan.orders)),
  ]);

  let count = 0;
  let started = 0;
  let atOnce = 0;
  let mostAtOnce = 0;
  let lastAnswerMs = Number.NEGATIVE_INFINITY;
  let fresh: RunEvent[] = [];
  const k6 = await startK6({
    binary: options.binary,
    bundle: bundleFile,
    planFile,
    workDirectory,
    logDirectory: options.logDirectory,
    guard: options.guard,
    deadlineMs: READY_MS,
    signal,
    texts: options.texts,
    onEvent: (event) => {
      if (event.kind === 'client-started') {
        started += 1;
        atOnce += 1;
        mostAtOnce = Math.max(mostAtOnce, atOnce);
      }
      if (event.kind === 'client-answered' && event.failure === null) {
        lastAnswerMs = performance.now();
      }
      if (event.kind === 'client-finished') atOnce -= 1;
      fresh.push(event);
      count += 1;
    },
  });

  const figuresOf = async (end: K6End): Promise<LoadFigures> => {
    const planned = plan.plannedIterations;
    try {
      const summary = await readK6Summary(summaryFile);
      // k6 counts drops of the slack after the last arrival too, and misses arrivals for which
      // it was too stalled to even try. What never started was dropped, unless the load was cut.
      const dropped =
        end.reason === 'done' ? Math.max(0, planned - started) : summary.droppedIterations;
      return {
        plannedIterations: planned,
        completedIterations: summary.completedIterations,
        droppedIterations: dropped,
        interruptedIterations: Math.max(0, started - summary.completedIterations),
        ...(dropped === 0 ? {} : { tooSlow: whoWasTooSlow(mostAtOnce, loadPlan.virtualUsers) }),
      };
    } catch (error) {
      // A k6 that was killed leaves none. The end mark tells that the events have a gap then.
      if (end.error === null && end.reason === 'done') throw error;
      return {
        plannedIterations: planned,
        completedIterations: 0,
        droppedIterations: 0,
        interruptedIterations: started,
      };
    }
  };

  return {
    release: async (releaseSignal) => {
      const { epochMs } = await k6.release({ deadlineMs: 5_000, signal: releaseSignal });
      return epochMs;
    },
    take: () => {
      const taken = fresh;
      fresh = [];
      return taken;
    },
    ended: k6.ended.then(figuresOf),
    broken: new Promise((resolve) => {
      void k6.ended.then(({ error }) => {
        if (error !== null) resolve(error);
      });
    }),
    graceMs: loadPlan.gracefulStopMs + SUMMARY_MS,
    stop: () => k6.stop(),
    process: k6.process,
    statusUrl: k6.statusUrl,
    get lastAnswerMs() {
      return lastAnswerMs;
    },
    end: async () => {
      await k6.ended;
      const { eventsWritten } = await readK6Summary(summaryFile);
      return {
        kind: 'source-end',
        source: 'client',
        seq: count,
        t: 0,
        events: eventsWritten ?? count,
      };
    },
    [Symbol.asyncDispose]: () => k6[Symbol.asyncDispose](),
  };
}

/** The entry script, beside which the journeys are found. */
export function entryScript(): string {
  const extension = import.meta.url.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(`../../../scenarios/k6/entry${extension}`, import.meta.url));
}

/** In pieces: the text of thirty thousand orders as one would cost the process 22 MB for ever. */
function* ordersAsJson(orders: readonly Order[]): Generator<string> {
  const PIECE = 200;
  yield '[';
  for (let start = 0; start < orders.length; start += PIECE) {
    const piece = JSON.stringify(orders.slice(start, start + PIECE).map(flattenOrder));
    yield `${start === 0 ? '' : ','}${piece.slice(1, -1)}`;
  }
  yield ']';
}

const bundleEntry = async (outFile: string): Promise<string> =>
  (await bundleScript({ entry: entryScript(), outFile })).file;

/** Nearly all customers were waiting for the target, or the generator had customers to spare. */
export const whoWasTooSlow = (mostAtOnce: number, virtualUsers: number) =>
  mostAtOnce >= virtualUsers * 0.95 ? ('target' as const) : ('load-generator' as const);
