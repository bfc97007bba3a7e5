import { randomUUID } from 'node:crypto';
import { findTestCard } from '../../harness/core/test-cards.ts';
import type { CardDetails } from '../providers/adapter.ts';
import type { Store } from './store.ts';

/**
 * Keeps the cards, so that a payment can move to another provider: a provider's own token could
 * not. Everything else in the service knows a card by its token alone.
 */
export interface Vault {
  /** Null when the number is no test number: then nothing is kept. */
  tokenise(card: CardDetails): string | null;
  cardOf(token: string): CardDetails;
}

export function createVault(store: Store): Vault {
  const cards = new Map<string, CardDetails>();
  const tokens = new Map<string, string>();
  const keep = (token: string, card: CardDetails): void => {
    cards.set(token, card);
    tokens.set(identityOf(card), token);
  };
  for (const { token, card } of store.cards()) keep(token, card);
  return {
    tokenise: (card) => {
      if (findTestCard(card.number) === undefined) return null;
      const known = tokens.get(identityOf(card));
      if (known !== undefined) return known;
      const token = `tok_${randomUUID().replaceAll('-', '')}`;
      store.saveCard(token, card);
      keep(token, card);
      return token;
    },
    cardOf: (token) => {
      const card = cards.get(token);
      if (card === undefined) throw new RangeError(`the vault has no card of token ${token}`);
      return card;
    },
  };
}

const identityOf = (card: CardDetails): string =>
  `${card.number}|${card.expiryMonth}|${card.expiryYear}|${card.cvc}`;
