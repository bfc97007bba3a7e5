import { headerOf, type GatewayRequest } from '../../kernel/request.ts';
import type { Call, GatewayContext } from '../../kernel/dialect.ts';
import type { ApiErrors } from './api-errors.ts';
import type { Books, MadeResource } from './books.ts';

/** What every handler of this dialect works with. */
export interface Desk {
  readonly gateway: GatewayContext;
  readonly books: Books;
  readonly errors: ApiErrors;
}

/** `minimal` is the default of the header `Prefer`. */
export type Detail = 'minimal' | 'representation';

export const detailOf = (request: GatewayRequest): Detail =>
  headerOf(request, 'prefer')?.includes('return=representation') === true
    ? 'representation'
    : 'minimal';

export const requestIdOf = (request: GatewayRequest): string | null =>
  headerOf(request, 'paypal-request-id') ?? null;

/** Ties what a request made to it, for the repetition that may come. */
export function remember(desk: Desk, call: Call, resource: MadeResource): void {
  if (requestIdOf(call.request) !== null) desk.books.made.set(call.exchange, resource);
}

export const wireTime = (epochMs: number): string =>
  new Date(epochMs).toISOString().replace(/\.\d+Z$/, 'Z');
