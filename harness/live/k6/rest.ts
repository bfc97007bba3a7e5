import { z } from 'zod';
import { textOf } from '../../drill/serving/send-request.ts';
import { liveError } from '../errors.ts';
import type { Wait } from '../processes/index.ts';
import { sendByHttp } from '../../drill/serving/send-by-http.ts';

// k6's control API (api/v1), as far as it works: pausing a running test and changing the number of
// virtual users do not, whatever its documentation says.

/** `lib.ExecutionStatus`: initialised and waiting to be released. */
const PAUSED_BEFORE_RUN = 4;

const statusSchema = z.object({
  data: z.object({
    attributes: z.object({
      status: z.number(),
      paused: z.boolean().nullable(),
      running: z.boolean(),
      stopped: z.boolean(),
    }),
  }),
});

const metricsSchema = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      attributes: z.object({ sample: z.record(z.string(), z.number()) }),
    }),
  ),
});

/** What k6 counts while it runs. Metrics that k6 has not seen yet count as 0. */
export interface LiveFigures {
  readonly completedIterations: number;
  readonly droppedIterations: number;
  readonly activeUsers: number;
  readonly initialisedUsers: number;
}

export interface K6Rest {
  readonly statusUrl: string;
  isPausedBeforeRun(wait: Wait): Promise<boolean>;
  /** Lets a paused test run. */
  unpause(wait: Wait): Promise<void>;
  stop(wait: Wait): Promise<void>;
  figures(wait: Wait): Promise<LiveFigures>;
}

export function createK6Rest(url: string): K6Rest {
  return {
    statusUrl: new URL('/v1/status', url).href,
    isPausedBeforeRun: async (wait) => {
      const body = await ask(url, 'for its status', '/v1/status', wait);
      const { status, paused } = statusSchema.parse(body).data.attributes;
      return status === PAUSED_BEFORE_RUN && paused === true;
    },
    unpause: async (wait) => {
      await ask(url, 'to begin', '/v1/status', wait, { paused: false });
    },
    stop: async (wait) => {
      await ask(url, 'to stop', '/v1/status', wait, { stopped: true });
    },
    figures: async (wait) => {
      const body = metricsSchema.parse(await ask(url, 'for its metrics', '/v1/metrics', wait));
      const samples = new Map(body.data.map(({ id, attributes }) => [id, attributes.sample]));
      return {
        completedIterations: samples.get('iterations')?.['count'] ?? 0,
        droppedIterations: samples.get('dropped_iterations')?.['count'] ?? 0,
        activeUsers: samples.get('vus')?.['value'] ?? 0,
        initialisedUsers: samples.get('vus_max')?.['value'] ?? 0,
      };
    },
  };
}

async function ask(
  url: string,
  operation: string,
  path: string,
  { deadlineMs, signal }: Wait,
  attributes?: Readonly<Record<string, boolean>>,
): Promise<unknown> {
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    const answer = await sendByHttp(new URL(path, url).href, {
      signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      ...(attributes === undefined
        ? {}
        : {
            method: 'PATCH',
            body: JSON.stringify({ data: { type: 'status', id: 'default', attributes } }),
          }),
    });
    const text = await textOf(answer.body);
    if (answer.isOk) return JSON.parse(text);
    throw liveError('LIVE_K6_REFUSED', { operation, status: answer.status, text });
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof Error && error.name === 'PaydrillError') throw error;
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw liveError('LIVE_K6_SILENT', { operation, deadlineMs, reason }, { cause: error });
  }
}
