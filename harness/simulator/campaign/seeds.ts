import { parseSeed, type Seed } from '../../core/ids.ts';

export interface SeedRange {
  readonly first: number;
  readonly count: number;
  /** Every so-manieth seed, so that shards are equally long; its index counts from 1. */
  readonly shard: { readonly index: number; readonly count: number } | null;
}

/** The seeds that this part of a campaign plays, in order. */
export function seedsOf({ first, count, shard }: SeedRange): readonly Seed[] {
  return Array.from({ length: count }, (_, index) => index)
    .filter((index) => shard === null || index % shard.count === shard.index - 1)
    .map((index) => parseSeed(first + index));
}
