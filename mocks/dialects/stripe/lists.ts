import type { FormTree } from '../../kernel/request.ts';
import { badParameter, noSuch } from './api-errors.ts';
import { readText } from './parameters.ts';

interface Identified {
  readonly id: string;
  readonly created: number;
}

/** One page, newest first, with Stripe's cursors. */
export function listPage<Item extends Identified>(
  query: FormTree,
  items: readonly Item[],
  page: { readonly url: string; readonly what: string; readonly render: (item: Item) => unknown },
): Record<string, unknown> {
  const limit = readLimit(query);
  const newestFirst = items.filter(createdFilter(query)).reverse();
  const after = cursor(query, 'starting_after', newestFirst, page.what);
  const before = cursor(query, 'ending_before', newestFirst, page.what);
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

function cursor(
  query: FormTree,
  field: string,
  items: readonly Identified[],
  what: string,
): number | null {
  const id = readText(query, field);
  if (id === null) return null;
  const index = items.findIndex((item) => item.id === id);
  if (index === -1) throw noSuch(what, id, field);
  return index;
}

/** `created[gte]=...` and its kin, or `created=...`. */
function createdFilter(query: FormTree): (item: Identified) => boolean {
  const { created } = query;
  if (created === undefined) return () => true;
  if (typeof created === 'string') return (item) => item.created === Number(created);
  const bound = (field: string, otherwise: number): number => {
    const text = readText(created, field);
    return text === null ? otherwise : Number(text);
  };
  const atLeast = Math.max(bound('gte', -Infinity), bound('gt', -Infinity) + 1);
  const atMost = Math.min(bound('lte', Infinity), bound('lt', Infinity) - 1);
  return (item) => item.created >= atLeast && item.created <= atMost;
}
