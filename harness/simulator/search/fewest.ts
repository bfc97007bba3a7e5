/**
 * Delta debugging (Zeller, Hildebrandt 2002): takes away ever smaller pieces of a list. No single
 * item can be taken away from what comes back, unless the test stopped answering.
 *
 * @param stillFails never asked about the whole list, which is known to fail
 */
export async function findFewest<Item>(
  items: readonly Item[],
  stillFails: (kept: readonly Item[]) => Promise<boolean>,
): Promise<readonly Item[]> {
  if (items.length === 0 || (await stillFails([]))) return [];
  let kept = items;
  let pieces = 2;
  while (kept.length > 1) {
    pieces = Math.min(pieces, kept.length);
    const smaller = await firstThatFails(cut(kept, pieces), kept, stillFails);
    if (smaller !== null) {
      pieces = smaller.length === 1 || smaller.isPiece ? 2 : Math.max(pieces - 1, 2);
      kept = smaller.kept;
    } else if (pieces < kept.length) {
      pieces = Math.min(pieces * 2, kept.length);
    } else {
      break;
    }
  }
  return kept;
}

interface Smaller<Item> {
  readonly kept: readonly Item[];
  readonly length: number;
  /** One piece alone, not the rest without one. */
  readonly isPiece: boolean;
}

async function firstThatFails<Item>(
  pieces: readonly (readonly Item[])[],
  whole: readonly Item[],
  stillFails: (kept: readonly Item[]) => Promise<boolean>,
): Promise<Smaller<Item> | null> {
  for (const piece of pieces) {
    if (await stillFails(piece)) return { kept: piece, length: piece.length, isPiece: true };
  }
  // With two pieces the rest without one is the other.
  if (pieces.length === 2) return null;
  for (const piece of pieces) {
    const taken = new Set(piece);
    const rest = whole.filter((item) => !taken.has(item));
    if (await stillFails(rest)) return { kept: rest, length: rest.length, isPiece: false };
  }
  return null;
}

function cut<Item>(items: readonly Item[], pieces: number): readonly (readonly Item[])[] {
  return Array.from({ length: pieces }, (_, index) =>
    items.slice(
      Math.floor((index * items.length) / pieces),
      Math.floor(((index + 1) * items.length) / pieces),
    ),
  );
}
