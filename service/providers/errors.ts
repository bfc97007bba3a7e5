import { defineErrors, EXIT } from '../../harness/core/errors.ts';

/** What can be wrong with the adapters' set-up. Values are never shown: they are secrets. */
export const PROVIDER_ERRORS = {
  PROVIDER_VARIABLE_MISSING: {
    message: 'the environment variable {variable} is not set',
    hint: 'set {variable}, or leave its provider out of PAYDRILL_GATEWAYS',
    exitCode: EXIT.usage,
  },
  PROVIDER_VARIABLE_MALFORMED: {
    message: '{variable} has characters that an HTTP header cannot carry',
    hint: 'set {variable} to visible ASCII without spaces or line breaks',
    exitCode: EXIT.usage,
  },
  PROVIDER_LIVE_KEY: {
    message: '{variable} is a live key',
    hint: 'paydrill never uses live accounts: set {variable} to a test key (sk_test_..., rk_test_...)',
    exitCode: EXIT.usage,
  },
  PROVIDER_BASE_URL_INVALID: {
    message: '{variable} is no base URL: {reason}',
    hint: 'write it like http://127.0.0.1:12111, with no credentials, query or fragment',
    exitCode: EXIT.usage,
  },
  PROVIDER_HOST_NOT_ALLOWED: {
    message: '{variable} points at {host}, which is not this machine',
    hint: 'name it in PAYDRILL_ALLOWED_HOSTS={host} if test payments may really go there',
    exitCode: EXIT.usage,
  },
  PROVIDER_LIVE_HOST: {
    message: '{variable} points at {host}, where payments are real',
    hint: "use a paydrill gateway or the provider's sandbox",
    exitCode: EXIT.usage,
  },
} as const;

export const providerError = defineErrors(PROVIDER_ERRORS);
