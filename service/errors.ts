import { defineErrors, EXIT } from '../harness/core/errors.ts';

/** Why the payment service refuses to start. What goes wrong later is a payment's outcome. */
export const SERVICE_ERRORS = {
  SERVICE_POLICY_INVALID: {
    message: 'PAYDRILL_POLICY is not a policy: {reason}',
    hint: 'Give the JSON of a whole policy (harness/core/policy.ts), or leave it out for the default one.',
    exitCode: EXIT.usage,
  },
  SERVICE_GATEWAY_UNKNOWN: {
    message: 'PAYDRILL_GATEWAYS names "{got}", which is not a provider that the service knows',
    hint: 'Use a comma-separated list of: {known}.',
    exitCode: EXIT.usage,
  },
  SERVICE_SETTING_INVALID: {
    message: '{name} must be {rule}, got "{got}"',
    hint: 'Correct {name}, or leave it out for its default.',
    exitCode: EXIT.usage,
  },
  SERVICE_STORE_UNUSABLE: {
    message: 'the store {path} can not be used: {reason}',
    hint: 'Check that the folder exists, can be written and has space, and that the file is a store of ours.',
    exitCode: EXIT.rigError,
  },
  SERVICE_PORT_UNUSABLE: {
    message: 'can not listen on {host}:{port}: {reason}',
    hint: 'Choose another PORT, or 0 for any free one.',
    exitCode: EXIT.rigError,
  },
} as const;

export const serviceError = defineErrors(SERVICE_ERRORS);
