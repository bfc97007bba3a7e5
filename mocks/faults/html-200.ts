import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const html200 = defineFault({
  name: 'html-200',
  summary:
    'A page of HTML with status 200, as captive portals and broken proxies send it. Some SDKs make ' +
    'an empty success of it. Whether the request took effect behind it is an option.',
  example: { takesEffect: false, contentType: 'text/html' },
  options: z.strictObject({
    takesEffect: z
      .boolean()
      .default(false)
      .describe('Whether the request is handled behind the proxy: money moves.'),
    contentType: z
      .enum(['text/html', 'application/json'])
      .default('text/html')
      .describe('What the header says that it is.'),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { takesEffect, contentType }) {
    if (takesEffect) await request.proceed();
    return whole({
      status: 200,
      headers: { 'content-type': contentType },
      body: '<!doctype html>\n<html><head><title>Welcome</title></head><body>It works!</body></html>\n',
      // The proxy speaks, not the provider.
      finish: 'sealed',
    });
  },
});
