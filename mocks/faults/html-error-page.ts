import { z } from 'zod';
import { whole } from '../kernel/answer.ts';
import type { Answer } from '../kernel/answer.ts';
import { defineFault } from './fault.ts';
import { EVERY_OPERATION } from './operations.ts';

export const htmlErrorPage = defineFault({
  name: 'html-error-page',
  summary:
    'A proxy in front of the provider answers with a page of HTML, as load balancers and content ' +
    'networks do. Whether the request took effect behind it is an option.',
  example: { status: 502, takesEffect: false },
  options: z.strictObject({
    status: z.int().min(400).max(599).default(502).describe('The HTTP status.'),
    takesEffect: z
      .boolean()
      .default(false)
      .describe('Whether the request is handled behind the proxy: money moves.'),
  }),
  appliesTo: EVERY_OPERATION,
  async meet(request, { status, takesEffect }) {
    if (takesEffect) await request.proceed();
    return whole(errorPage(status));
  },
});

function errorPage(status: number): Answer {
  const title = `${status} ${TITLES[status] ?? 'Error'}`;
  return {
    status,
    headers: { 'content-type': 'text/html' },
    body:
      `<html>\r\n<head><title>${title}</title></head>\r\n<body>\r\n` +
      `<center><h1>${title}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
    // The proxy speaks, not the provider.
    finish: 'sealed',
  };
}

const TITLES: Readonly<Partial<Record<number, string>>> = {
  403: 'Forbidden',
  404: 'Not Found',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
};
