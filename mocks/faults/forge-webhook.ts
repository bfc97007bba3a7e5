import { z } from 'zod';
import type { WebhookMessage } from '../kernel/webhook-rules.ts';

// What a forger writes into a webhook; shared by the faults that forge.

export const falsification = {
  find: z.string().max(200).default('').describe('Text that is replaced wherever the body has it.'),
  put: z.string().max(200).default('').describe('What stands there instead.'),
};

export const forge = (message: WebhookMessage, find: string, put: string): WebhookMessage =>
  find === '' ? message : { ...message, body: message.body.replaceAll(find, put) };
