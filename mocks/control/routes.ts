import { closest } from 'fastest-levenshtein';
import { PaydrillError } from '../../harness/core/errors.ts';
import { checkInput } from './check-input.ts';
import { CONTROL_STATUS, controlError } from './errors.ts';
import { FAULT_ROUTES } from './fault-routes.ts';
import { GATEWAY_ROUTES } from './gateway-routes.ts';
import { RECORD_ROUTES } from './record-routes.ts';
import type { ControlAnswer, ControlRoute, ControlledRig } from './route.ts';
import { SCRIPT_ROUTES } from './script-routes.ts';
import { SNAPSHOT_ROUTES } from './snapshot-routes.ts';
import { WEBHOOK_ROUTES } from './webhook-routes.ts';

/** Every route but the page and the description itself. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ...GATEWAY_ROUTES,
  ...FAULT_ROUTES,
  ...SCRIPT_ROUTES,
  ...WEBHOOK_ROUTES,
  ...RECORD_ROUTES,
  ...SNAPSHOT_ROUTES,
];

/** As it came, before it is checked. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** @throws CONTROL_... */
export async function answerOf(
  route: ControlRoute,
  rig: ControlledRig,
  input: RawInput,
): Promise<ControlAnswer> {
  const params = checkInput(route.params, input.params, 'the path');
  const query = checkInput(route.query, input.query, 'the query');
  const body = route.body === null ? null : checkInput(route.body, input.body, 'the body');
  return route.handle({ params, query, body }, rig);
}

/** @throws CONTROL_BODY_NOT_JSON */
export function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw controlError('CONTROL_BODY_NOT_JSON', { reason }, { cause });
  }
}

export function unknownRoute(
  method: string,
  path: string,
  routes: readonly ControlRoute[],
): PaydrillError {
  const got = `${method} ${path}`;
  const known = routes.map((route) => `${route.method} ${route.path}`);
  return controlError('CONTROL_ROUTE_UNKNOWN', { got, nearest: closest(got, known) });
}

export interface Refusal {
  readonly status: number;
  readonly body: { readonly code: string; readonly message: string; readonly hint: string };
}

/** How a refusal, or an error of our own, is told. */
export function refusalOf(cause: unknown): Refusal {
  const { code, message, hint } = nameError(cause);
  return { status: CONTROL_STATUS.get(code) ?? 400, body: { code, message, hint } };
}

function nameError(cause: unknown): PaydrillError {
  if (cause instanceof PaydrillError) return cause;
  const reason = cause instanceof Error ? cause.message : String(cause);
  // What Fastify refuses by itself is about the body: its size, its type or a broken length.
  const isRefusal = cause instanceof Error && 'statusCode' in cause && cause.statusCode !== 500;
  return controlError(
    isRefusal ? 'CONTROL_BODY_NOT_JSON' : 'CONTROL_CRASHED',
    { reason },
    { cause },
  );
}
