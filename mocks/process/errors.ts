import { defineErrors, EXIT, type ErrorTable } from '../../harness/core/errors.ts';

export const MOCKS_ERRORS = {
  MOCKS_SETTINGS_MISSING: {
    message: 'the environment variable PAYDRILL_MOCKS is not set',
    hint: 'Set it to JSON with a seed and gateways, or start them with `paydrill mocks`.',
    exitCode: EXIT.usage,
  },
  MOCKS_SETTINGS_INVALID: {
    message: 'PAYDRILL_MOCKS is not what it should be: {reason}',
    hint: 'It is JSON with seed, gateways (name and port), controlPort, controlToken and host.',
    exitCode: EXIT.usage,
  },
  MOCKS_GATEWAY_UNKNOWN: {
    message: 'there is no gateway "{got}"; the nearest is "{nearest}"',
    hint: 'The gateways are: {known}.',
    exitCode: EXIT.usage,
  },
  MOCKS_HOST_REFUSED: {
    message: 'the gateways will not listen on "{got}"',
    hint: 'They break on command and know no secrets: use a loopback address such as 127.0.0.1.',
    exitCode: EXIT.usage,
  },
  MOCKS_OPTION_UNKNOWN: {
    message: 'the gateways have no option "{got}"',
    hint: '{suggestion}They have: {known}.',
    exitCode: EXIT.usage,
  },
  MOCKS_OPTION_INVALID: {
    message: '{option} {rule}, got {got}',
    hint: '`paydrill mocks --help` and docs/gateways/README.md say what it takes.',
    exitCode: EXIT.usage,
  },
  MOCKS_NOT_LENIENT: {
    message: '{gateway} has no lenient mode',
    hint: 'Name those that have one: `--lenient {known}`, or `isLenient: [...]` in code.',
    exitCode: EXIT.usage,
  },
  MOCKS_RATES_UNPUBLISHED: {
    message: '{gateway} publishes no rate limits that could be enforced, as {known} do',
    hint: 'Choose one of your own, in requests a second: `--rate-limits {gateway}=20`.',
    exitCode: EXIT.usage,
  },
  MOCKS_PORT_UNUSABLE: {
    message: '{what} can not listen on {host}:{port} ({reason})',
    hint:
      'Choose another with --port-base, --port or --control-port (0 takes any free one); ' +
      '`paydrill doctor` says which of the usual ports are in use.',
    exitCode: EXIT.rigError,
  },
} as const satisfies ErrorTable;

export const mocksError = defineErrors(MOCKS_ERRORS);
