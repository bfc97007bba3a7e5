import { EXIT, defineErrors } from '../../harness/core/errors.ts';

/** What the control API refuses. Its answers carry code, message and hint. */
export const CONTROL_ERRORS = {
  CONTROL_NOT_LOOPBACK: {
    message: 'the control API listens to this machine alone, got a request from {got}',
    hint: 'Call it from the machine that the gateways run on.',
    exitCode: EXIT.usage,
  },
  CONTROL_HOST_REFUSED: {
    message: 'the control API does not answer to the name "{got}"',
    hint: 'Call it as 127.0.0.1, localhost or [::1]; any other name could be a web page in disguise.',
    exitCode: EXIT.usage,
  },
  CONTROL_ORIGIN_REFUSED: {
    message: 'the control API does not answer to web pages of {got}',
    hint: 'Use its own page, or call it from a program.',
    exitCode: EXIT.usage,
  },
  CONTROL_TOKEN_WRONG: {
    message: 'the control token is {problem}',
    hint: 'Send "Authorization: Bearer <token>" with the token that was printed at start.',
    exitCode: EXIT.usage,
  },
  CONTROL_ROUTE_UNKNOWN: {
    message: 'the control API has no route {got}',
    hint: 'Did you mean {nearest}? GET /openapi.json describes all of them.',
    exitCode: EXIT.usage,
  },
  CONTROL_BODY_NOT_JSON: {
    message: 'the body is no JSON that can be read: {reason}',
    hint: 'Send JSON with "Content-Type: application/json", at most 64 KB of it.',
    exitCode: EXIT.usage,
  },
  CONTROL_KEY_UNKNOWN: {
    message: '{place} has no key "{got}"',
    hint: '{suggestion}Known: {known}.',
    exitCode: EXIT.usage,
  },
  CONTROL_VALUE_INVALID: {
    message: '{what} {rule}, got {got}',
    hint: 'GET /openapi.json describes what every route takes.',
    exitCode: EXIT.usage,
  },
  CONTROL_GATEWAY_UNKNOWN: {
    message: 'no gateway called "{got}" runs here',
    hint: 'Did you mean "{nearest}"? Running: {known}.',
    exitCode: EXIT.usage,
  },
  CONTROL_FAULT_NOT_ARMED: {
    message: 'no fault called "{got}" is armed',
    hint: '{suggestion}It was never armed, was cleared, or its lease ended. Armed now: {armed}.',
    exitCode: EXIT.usage,
  },
  CONTROL_WEBHOOK_HOST_REFUSED: {
    message: 'webhooks do not go to {got}, which is not this machine',
    hint: 'Use a loopback address, or allow that host by name where the gateways are started.',
    exitCode: EXIT.usage,
  },
  CONTROL_NO_SETTLEMENT: {
    message: 'the {gateway} gateway writes no settlement files',
    hint: 'GET /ledger lists what it captured and refunded.',
    exitCode: EXIT.usage,
  },
  CONTROL_NOT_OFFERED: {
    message: 'these gateways keep no {what}',
    hint: 'Gateways that a drill starts do without; `paydrill mocks` and createMocks have it.',
    exitCode: EXIT.usage,
  },
  CONTROL_CRASHED: {
    message: 'the control API failed: {reason}',
    hint: 'This is a bug of paydrill. Please report it with the log of the gateways.',
    exitCode: EXIT.rigError,
  },
} as const;

export type ControlErrorCode = keyof typeof CONTROL_ERRORS;

export const controlError = defineErrors(CONTROL_ERRORS);

/** HTTP status of each; errors of other tables are the caller's fault, 400. */
export const CONTROL_STATUS: ReadonlyMap<string, number> = new Map<
  ControlErrorCode | 'STATE_SNAPSHOT_MISSING',
  number
>([
  ['CONTROL_NOT_LOOPBACK', 403],
  ['CONTROL_HOST_REFUSED', 403],
  ['CONTROL_ORIGIN_REFUSED', 403],
  ['CONTROL_TOKEN_WRONG', 401],
  ['CONTROL_ROUTE_UNKNOWN', 404],
  ['CONTROL_FAULT_NOT_ARMED', 404],
  ['CONTROL_NO_SETTLEMENT', 404],
  ['CONTROL_NOT_OFFERED', 404],
  ['STATE_SNAPSHOT_MISSING', 404],
  ['CONTROL_CRASHED', 500],
]);
