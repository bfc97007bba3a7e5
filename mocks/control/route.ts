import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Gateway } from '../kernel/gateway.ts';
import type { MovableClock } from '../kernel/clock.ts';
import type { FaultRecorder, FaultScript, Replay } from '../script/index.ts';

// A route of the control API as data: what mounts it also describes it (OpenAPI).

/** What the control API works on. */
export interface ControlledRig {
  readonly gateways: readonly Gateway[];
  /** The clock that all these gateways share. */
  readonly clock: Pick<MovableClock, 'now' | 'advance'>;
  /** Hosts besides this machine that webhooks may go to. */
  readonly webhookHosts: readonly string[];
  /** Where each gateway listens, by name. */
  readonly baseUrls: ReadonlyMap<string, string>;
  /** States by name; null where none are kept. */
  readonly snapshots: Snapshots | null;
  /** What was armed and cleared so far; null where nobody notes it. */
  readonly recorder: Pick<FaultRecorder, 'script'> | null;
  /** Plays a script beside whatever plays already. */
  replay(script: FaultScript): Replay;
}

/** The state of all gateways, saved under names. */
export interface Snapshots {
  list(): readonly SnapshotInfo[];
  save(name: string): SnapshotInfo;
  load(name: string): void;
  remove(name: string): void;
}

export interface SnapshotInfo {
  readonly name: string;
  readonly bytes: number;
  /** Real time, epoch milliseconds. */
  readonly savedAt: number;
}

export type ControlAnswer =
  | { readonly kind: 'json'; readonly status: 200 | 201; readonly value: unknown }
  | { readonly kind: 'lines'; readonly stream: Readable }
  /** Server-sent events that go on until the caller leaves. */
  | { readonly kind: 'live'; readonly stream: Readable }
  | {
      readonly kind: 'file';
      readonly name: string;
      readonly contentType: string;
      readonly body: string;
    }
  | { readonly kind: 'nothing' };

export type ControlMethod = 'GET' | 'POST' | 'PUT' | 'DELETE';

type InputSchema<Output> = z.ZodObject & z.ZodType<Output>;

interface RouteInput<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

export interface ControlRoute<Params = unknown, Query = unknown, Body = unknown> {
  readonly method: ControlMethod;
  /** Fastify's notation, `/faults/:name`. */
  readonly path: string;
  /** One sentence for the description of the API. */
  readonly summary: string;
  readonly answers: ControlAnswer['kind'];
  /** What a JSON answer, or each line of a stream, looks like. */
  readonly returns: z.ZodType | null;
  /** Of a JSON answer; 200 when left out. */
  readonly status?: 200 | 201;
  readonly params: InputSchema<Params>;
  readonly query: InputSchema<Query>;
  /** Null: a body is ignored. */
  readonly body: InputSchema<Body> | null;
  handle(
    input: RouteInput<Params, Query, Body>,
    rig: ControlledRig,
  ): ControlAnswer | Promise<ControlAnswer>;
}

type Optional<Shape, Keys extends keyof Shape> = Omit<Shape, Keys> & Partial<Pick<Shape, Keys>>;

/** Ties the input of a handler to the schemas of its route; a schema left out takes no keys. */
export function defineRoute<Params = object, Query = object, Body = null>(
  route: Optional<ControlRoute<Params, Query, Body>, 'params' | 'query' | 'body' | 'returns'>,
): ControlRoute {
  return {
    params: z.strictObject({}),
    query: z.strictObject({}),
    body: null,
    returns: null,
    ...route,
  };
}

export const json = (value: unknown, status: 200 | 201 = 200): ControlAnswer => ({
  kind: 'json',
  status,
  value,
});

export const NOTHING: ControlAnswer = { kind: 'nothing' };
