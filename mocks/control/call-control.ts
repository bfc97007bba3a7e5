import { text } from 'node:stream/consumers';
import { assertNever } from '../../harness/core/assert-never.ts';
import type { ControlAnswer, ControlMethod, ControlRoute, ControlledRig } from './route.ts';
import { answerOf, CONTROL_ROUTES, parseBody, refusalOf, unknownRoute } from './routes.ts';

/** A request to the control API without HTTP. */
export interface ControlCall {
  readonly method: ControlMethod;
  /** With its query. */
  readonly path: string;
  /** JSON; left out: none. */
  readonly body?: string;
}

export interface ControlReply {
  readonly status: number;
  readonly text: string;
}

/**
 * The control API for whoever shares the process with the gateways, who needs no token: its routes, its
 * checks and its refusals. Not for answers that never end.
 */
export async function callControl(rig: ControlledRig, call: ControlCall): Promise<ControlReply> {
  try {
    const [path = '', query = ''] = call.path.split('?', 2);
    const { route, params } = findRoute(call.method, path);
    const answer = await answerOf(route, rig, {
      params,
      query: Object.fromEntries(new URLSearchParams(query)),
      body: call.body === undefined ? undefined : parseBody(call.body),
    });
    return await replyOf(answer);
  } catch (cause) {
    const { status, body } = refusalOf(cause);
    return { status, text: JSON.stringify(body) };
  }
}

const PATTERNS = CONTROL_ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)')}$`),
}));

interface FoundRoute {
  readonly route: ControlRoute;
  readonly params: Readonly<Record<string, string>>;
}

function findRoute(method: ControlMethod, path: string): FoundRoute {
  for (const { route, pattern } of PATTERNS) {
    const match = route.method === method ? pattern.exec(path) : null;
    if (match === null) continue;
    const params = Object.entries(match.groups ?? {});
    return {
      route,
      params: Object.fromEntries(params.map(([name, got]) => [name, decodeURIComponent(got)])),
    };
  }
  throw unknownRoute(method, path, CONTROL_ROUTES);
}

async function replyOf(answer: ControlAnswer): Promise<ControlReply> {
  switch (answer.kind) {
    case 'json':
      return { status: answer.status, text: JSON.stringify(answer.value) };
    case 'lines':
    case 'live':
      return { status: 200, text: await text(answer.stream) };
    case 'file':
      return { status: 200, text: answer.body };
    case 'nothing':
      return { status: 204, text: '' };
    default:
      return assertNever(answer);
  }
}
