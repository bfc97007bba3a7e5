import type { Overrides } from '../../faults/fault.ts';
import { askIssuer } from '../../kernel/issuer.ts';
import type { Verdict } from './books.ts';
import type { CardDetails } from './read-card.ts';
import { askedBy, CODE_OF_REASON, EXPIRED, REFUSALS, type RefusalCode } from './refusals.ts';

/** What the issuer will say. A fault's decline wins over the card's own, that over the triggers. */
export function decide(
  details: CardDetails,
  additionalData: Readonly<Record<string, string>>,
  overrides: Overrides,
): Verdict {
  const answer = askIssuer(details.card.askAs, overrides);
  if (answer?.kind === 'decline') {
    return { kind: 'refuse', code: CODE_OF_REASON[answer.reason], decline: answer.decline };
  }
  const trigger = additionalData['RequestedTestAcquirerResponseCode'] ?? details.holderName ?? '';
  const asked = askedBy(trigger);
  if (asked !== undefined) return asked.kind === 'refuse' ? refuse(asked.code) : asked;
  return details.isExpired ? refuse(EXPIRED) : { kind: 'approve' };
}

/** A fault that meets a later step of the payment declines it there. */
export const declinedBy = ({ decline }: Overrides): Verdict | null =>
  decline === undefined
    ? null
    : { kind: 'refuse', code: CODE_OF_REASON[decline.reason], decline: decline.kind };

export const refuse = (code: RefusalCode): Verdict => ({
  kind: 'refuse',
  code,
  decline: REFUSALS[code].decline,
});
