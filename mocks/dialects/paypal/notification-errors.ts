import { Refusal } from '../../kernel/refusal.ts';
import type { Desk } from './desk.ts';
import { debugId } from './ids.ts';
import { json } from './json-answer.ts';

// The webhooks API is of PayPal's first generation: the problem is the error's name itself.
// https://developer.paypal.com/api/webhooks/v1/errors/

const ERRORS = {
  VALIDATION_ERROR: [400, 'Invalid data provided'],
  WEBHOOK_URL_ALREADY_EXISTS: [400, 'Webhook URL already exists.'],
  WEBHOOK_NUMBER_LIMIT_EXCEEDED: [400, 'The maximum number of webhooks was reached.'],
  WEBHOOK_PATCH_REQUEST_NO_CHANGE: [400, 'The patch request changes nothing.'],
  INVALID_RESOURCE_ID: [404, 'The requested resource ID was not found.'],
} as const satisfies Record<string, readonly [status: number, message: string]>;

export type NotificationError = keyof typeof ERRORS;

/** To be thrown by a handler: nothing was carried out. */
export function notificationRefusal(
  { gateway }: Desk,
  name: NotificationError,
  field?: string,
): Refusal {
  const [status, message] = ERRORS[name];
  const debug = debugId(gateway.ids);
  const about = `https://developer.paypal.com/docs/api/webhooks/v1/#error-${name}`;
  const details = field === undefined ? [] : [{ field, issue: message, location: 'body' }];
  const answer = json(
    status,
    { name, message, debug_id: debug, information_link: about, details, links: [] },
    { 'paypal-debug-id': debug },
  );
  return new Refusal(answer, { isExecuted: false });
}
