import type { z } from 'zod';
import type { FaultDefinition } from './fault.ts';
import { connectionReset } from './connection-reset.ts';
import { cutBody } from './cut-body.ts';
import { declineSurge } from './decline-surge.ts';
import { errorStatus } from './error-status.ts';
import { hang } from './hang.ts';
import { htmlErrorPage } from './html-error-page.ts';
import { lateArrival } from './late-arrival.ts';
import { latency } from './latency.ts';
import { maintenance } from './maintenance.ts';
import { malformedBody } from './malformed-body.ts';
import { processedThen500 } from './processed-then-500.ts';
import { processedThenLost } from './processed-then-lost.ts';
import { rateLimit } from './rate-limit.ts';
import { slowBody } from './slow-body.ts';
import { tokenEndpointDown } from './token-endpoint-down.ts';
import { tokenExpiry } from './token-expiry.ts';

/** Every gateway fault by its name, in the order of docs/faults.md. */
export const GATEWAY_FAULTS = {
  latency,
  hang,
  'slow-body': slowBody,
  'cut-body': cutBody,
  'malformed-body': malformedBody,
  'html-error-page': htmlErrorPage,
  'connection-reset': connectionReset,
  'error-status': errorStatus,
  'rate-limit': rateLimit,
  maintenance,
  'token-expiry': tokenExpiry,
  'token-endpoint-down': tokenEndpointDown,
  'decline-surge': declineSurge,
  'processed-then-lost': processedThenLost,
  'processed-then-500': processedThen500,
  'late-arrival': lateArrival,
} as const satisfies Readonly<Record<string, FaultDefinition>>;

export type GatewayFaultName = keyof typeof GATEWAY_FAULTS;

/** What a scenario may write as options of this fault; what has a default may be left out. */
export type GatewayFaultOptions<Name extends GatewayFaultName> = WithoutUndefined<
  z.input<(typeof GATEWAY_FAULTS)[Name]['options']>
>;

// zod writes an optional field as `?: T | undefined`; left out is not the same as undefined here.
type WithoutUndefined<Options> = Options extends unknown
  ? { readonly [Key in keyof Options]: Exclude<Options[Key], undefined> }
  : never;
