import type { FormTree } from '../../kernel/request.ts';
import { badParameter, noSuch } from './api-errors.ts';
import type { Json } from './objects.ts';
import { createdFilter, readText } from './parameters.ts';
import type { StripeState } from './state.ts';

interface Identified {
  readonly id: string;
  readonly created: number;
}

export interface Page<Item extends Identified> {
  readonly url: string;
  /** What an item is called in an error. */
  readonly what: string;
  readonly items: Iterable<Item>;
  readonly isWanted?: (item: Item) => boolean;
  readonly render: (item: Item) => Json;
  /** Makes an item where there is none and the gateway is lenient. */
  readonly standIn: () => Item;
}

/** One page, newest first, with Stripe's cursors. */
export function listPage<Item extends Identified>(
  state: StripeState,
  query: FormTree,
  page: Page<Item>,
): Json {
  const limit = readLimit(query);
  const isCreatedThen = createdFilter(query);
  const { isWanted = () => true } = page;
  const found: Item[] = [];
  for (const item of page.items) if (isCreatedThen(item) && isWanted(item)) found.push(item);
  if (found.length === 0 && state.gateway.behaviour.isLenient) found.push(page.standIn());
  const newestFirst = found.reverse();
  const { after, before } = readCursors(state, query, newestFirst, page.what);
  const rest = newestFirst.slice(after === null ? 0 : after + 1, before ?? undefined);
  const data = before === null ? rest.slice(0, limit) : rest.slice(-limit);
  return {
    object: 'list',
    data: data.map(page.render),
    has_more: data.length < rest.length,
    url: page.url,
  };
}

export function readLimit(query: FormTree): number {
  const text = readText(query, 'limit') ?? '10';
  const limit = Number(text);
  if (Number.isInteger(limit) && limit >= 1 && limit <= 100) return limit;
  throw badParameter('limit', `Invalid limit: ${text}; it must be between 1 and 100`);
}

function readCursors(
  state: StripeState,
  query: FormTree,
  items: readonly Identified[],
  what: string,
): { readonly after: number | null; readonly before: number | null } {
  const indexOf = (field: string): number | null => {
    const id = readText(query, field);
    if (id === null) return null;
    const index = items.findIndex((item) => item.id === id);
    if (index !== -1) return index;
    if (state.gateway.behaviour.isLenient) return null;
    throw noSuch(what, id, field, 'parameter');
  };
  const after = indexOf('starting_after');
  const before = indexOf('ending_before');
  if (after === null || before === null) return { after, before };
  throw badParameter(
    'ending_before',
    'Received both starting_after and ending_before parameters. Please pass in only one.',
  );
}
