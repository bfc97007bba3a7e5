import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { SourceEnd } from '../../harness/core/events.ts';
import type { Payments } from '../payments/payments.ts';
import type { Store } from '../store/store.ts';

const PAGE = 500;

export function registerOperationsRoutes(
  app: FastifyInstance,
  { payments, store }: { readonly payments: Payments; readonly store: Store },
): void {
  app.get('/operations/health', () => ({ status: 'ok' }));
  app.get('/operations/open', () => ({ open: payments.openIds().length }));
  app.get<{ Querystring: { after: string } }>(
    '/operations/audit',
    {
      schema: {
        querystring: {
          type: 'object',
          properties: { after: { type: 'string', pattern: '^(-1|\\d{1,15})$', default: '-1' } },
        },
      },
    },
    (request, reply) =>
      reply
        .type('application/x-ndjson')
        .send(Readable.from(auditLines(store, Number(request.query.after)))),
  );
}

/** The trail in pages, so that payments are not kept waiting by a reader. */
async function* auditLines(store: Store, after: number): AsyncGenerator<string> {
  for (let last = after; ;) {
    const page = store.auditAfter(last, PAGE);
    if (page.lines.length === 0) break;
    last = page.last;
    yield `${page.lines.join('\n')}\n`;
  }
  const events = store.auditCount();
  const end: SourceEnd = {
    kind: 'source-end',
    source: 'service',
    seq: events,
    t: Date.now(),
    events,
  };
  yield `${JSON.stringify(end)}\n`;
}
