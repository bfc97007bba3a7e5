import { hashText } from '../../harness/core/hash.ts';
import { findTestCard, type IssuerAnswer } from '../../harness/core/test-cards.ts';
import type { Overrides } from '../faults/fault.ts';

/**
 * What the issuer says about a payment by this card. A fault's decline wins over the card's own.
 *
 * @returns undefined when the number is no test number: no gateway of ours may accept it
 */
export function askIssuer(cardNumber: string, overrides: Overrides): IssuerAnswer | undefined {
  const card = findTestCard(cardNumber);
  if (card === undefined) return undefined;
  if (overrides.phantom !== undefined) {
    if (card.issuerAnswer.kind === 'decline') overrides.phantom = 'always';
    return { kind: 'approve' };
  }
  if (overrides.decline === undefined) return card.issuerAnswer;
  return {
    kind: 'decline',
    decline: overrides.decline.kind,
    reason: overrides.decline.reason,
  };
}

/** Names a card for the journal without telling its number; equal at every gateway. */
export function instrumentOf(cardNumber: string): string {
  return `card_${hashText(`paydrill-instrument|${cardNumber}`).toString(36)}`;
}
