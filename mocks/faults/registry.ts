import type { z } from 'zod';
import type { FaultDefinition } from './fault.ts';
import { approvedForADecline } from './approved-for-a-decline.ts';
import { badRetryAfter } from './bad-retry-after.ts';
import { capacity } from './capacity.ts';
import { clockSkew } from './clock-skew.ts';
import { closeAfterRequests } from './close-after-requests.ts';
import { connectionReset } from './connection-reset.ts';
import { crossedAnswers } from './crossed-answers.ts';
import { cutBody } from './cut-body.ts';
import { declineSurge } from './decline-surge.ts';
import { emptyObject503 } from './empty-object-503.ts';
import { errorStatus } from './error-status.ts';
import { flapping } from './flapping.ts';
import { hang } from './hang.ts';
import { headerOnly } from './header-only.ts';
import { html200 } from './html-200.ts';
import { htmlErrorPage } from './html-error-page.ts';
import { http200ErrorBody } from './http-200-error-body.ts';
import { idempotencyStoreLost } from './idempotency-store-lost.ts';
import { keyConflict } from './key-conflict.ts';
import { lateArrival } from './late-arrival.ts';
import { latency } from './latency.ts';
import { maintenance } from './maintenance.ts';
import { malformedBody } from './malformed-body.ts';
import { no100Continue } from './no-100-continue.ts';
import { objectLocked } from './object-locked.ts';
import { partialOutage } from './partial-outage.ts';
import { processedThen500 } from './processed-then-500.ts';
import { processedThenLost } from './processed-then-lost.ts';
import { processedThenRateLimited } from './processed-then-rate-limited.ts';
import { rateLimit } from './rate-limit.ts';
import { redirect } from './redirect.ts';
import { schemaDrift } from './schema-drift.ts';
import { settlementMismatch } from './settlement-mismatch.ts';
import { signingKeyRotated } from './signing-key-rotated.ts';
import { slowBody } from './slow-body.ts';
import { slowDegradation } from './slow-degradation.ts';
import { staleRead } from './stale-read.ts';
import { staleToken401 } from './stale-token-401.ts';
import { tokenEndpointDown } from './token-endpoint-down.ts';
import { tokenEndpointSlow } from './token-endpoint-slow.ts';
import { tokenExpiry } from './token-expiry.ts';
import { truncatedJson } from './truncated-json.ts';
import { unsignedAnswer } from './unsigned-answer.ts';
import { webhookDrop } from './webhook-drop.ts';
import { webhookDuplicate } from './webhook-duplicate.ts';
import { webhookForged } from './webhook-forged.ts';
import { webhookLate } from './webhook-late.ts';
import { webhookReorder } from './webhook-reorder.ts';
import { webhookReplayed } from './webhook-replayed.ts';
import { webhookStorm } from './webhook-storm.ts';
import { webhookWronglySigned } from './webhook-wrongly-signed.ts';
import { wrongAmountCaptured } from './wrong-amount-captured.ts';
import { wronglySignedAnswer } from './wrongly-signed-answer.ts';

/** Every gateway fault by its name, in the order of docs/faults.md. */
export const GATEWAY_FAULTS = {
  latency,
  'slow-degradation': slowDegradation,
  hang,
  'slow-body': slowBody,
  'header-only': headerOnly,
  'cut-body': cutBody,
  'close-after-requests': closeAfterRequests,
  'connection-reset': connectionReset,
  'no-100-continue': no100Continue,
  'malformed-body': malformedBody,
  'truncated-json': truncatedJson,
  'schema-drift': schemaDrift,
  'crossed-answers': crossedAnswers,
  'html-error-page': htmlErrorPage,
  'html-200': html200,
  'http-200-error-body': http200ErrorBody,
  'empty-object-503': emptyObject503,
  redirect,
  'unsigned-answer': unsignedAnswer,
  'wrongly-signed-answer': wronglySignedAnswer,
  'error-status': errorStatus,
  'rate-limit': rateLimit,
  'bad-retry-after': badRetryAfter,
  maintenance,
  capacity,
  flapping,
  'partial-outage': partialOutage,
  'key-conflict': keyConflict,
  'object-locked': objectLocked,
  'token-expiry': tokenExpiry,
  'token-endpoint-down': tokenEndpointDown,
  'token-endpoint-slow': tokenEndpointSlow,
  'stale-token-401': staleToken401,
  'decline-surge': declineSurge,
  'approved-for-a-decline': approvedForADecline,
  'wrong-amount-captured': wrongAmountCaptured,
  'processed-then-lost': processedThenLost,
  'processed-then-500': processedThen500,
  'processed-then-rate-limited': processedThenRateLimited,
  'late-arrival': lateArrival,
  'stale-read': staleRead,
  'idempotency-store-lost': idempotencyStoreLost,
  'webhook-drop': webhookDrop,
  'webhook-late': webhookLate,
  'webhook-duplicate': webhookDuplicate,
  'webhook-reorder': webhookReorder,
  'webhook-storm': webhookStorm,
  'webhook-replayed': webhookReplayed,
  'webhook-forged': webhookForged,
  'webhook-wrongly-signed': webhookWronglySigned,
  'signing-key-rotated': signingKeyRotated,
  'clock-skew': clockSkew,
  'settlement-mismatch': settlementMismatch,
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
