import type { DeclineKind } from '../../../harness/core/outcome.ts';
import { TEST_CARDS, type DeclineReason } from '../../../harness/core/test-cards.ts';
import type { Overrides } from '../../faults/fault.ts';
import { askIssuer } from '../../kernel/issuer.ts';
import { isAuthenticationCard } from './three-d-secure.ts';

// How PayPal words what the issuer said. A declined card is no error: the order is COMPLETED, its
// capture DECLINED (its authorization DENIED), and `processor_response` says why.
// https://developer.paypal.com/tools/sandbox/card-testing/

export interface ProcessorResponse {
  readonly avs_code: string;
  readonly cvv_code: string;
  readonly response_code: string;
  readonly payment_advice_code?: string;
}

export type CardAnswer =
  | { readonly kind: 'approved'; readonly processor: ProcessorResponse }
  | {
      readonly kind: 'declined';
      readonly decline: DeclineKind;
      readonly processor: ProcessorResponse;
    };

/** Processor response codes of PayPal for what an issuer can say. */
const RESPONSE_CODES: Readonly<Record<DeclineReason, string>> = {
  generic: '5100',
  'insufficient-funds': '5120',
  'lost-card': '9520',
  'stolen-card': '9520',
  fraudulent: '9500',
  'expired-card': '5400',
  'incorrect-cvc': '00N7',
  'processing-error': '9100',
  'velocity-exceeded': '5710',
};

/** Names on the card that ask the sandbox for a decline. */
const REJECTION_TRIGGERS: ReadonlyMap<string, readonly [code: string, decline: DeclineKind]> =
  new Map([
    ['CCREJECT-REFUSED', ['0500', 'soft']],
    ['CCREJECT-SF', ['9500', 'hard']],
    ['CCREJECT-EC', ['5400', 'fix-data']],
    ['CCREJECT-IRC', ['5180', 'hard']],
    ['CCREJECT-IF', ['5120', 'later']],
    ['CCREJECT-LS', ['9520', 'hard']],
    ['CCREJECT-IA', ['1330', 'hard']],
    ['CCREJECT-BANK_ERROR', ['5100', 'soft']],
    ['CCREJECT-CVV_F', ['00N7', 'fix-data']],
  ]);

/** Card networks' advice that goes with a kind of decline (Mastercard MAC, Visa category). */
const ADVICE_CODES: Readonly<Record<DeclineKind, string | undefined>> = {
  hard: '03',
  later: '02',
  'fix-data': '01',
  soft: undefined,
};

/** Numbers that PayPal documents for its sandbox; all of them approve. */
const SANDBOX_NUMBERS: ReadonlySet<string> = new Set([
  '371449635398431',
  '376680816376961',
  '2223000048400011',
  '4005519200000004',
  '4012000033330026',
  '4012000077777777',
  '4012888888881881',
  '4217651111111119',
  '4500600000000061',
  '4772129056533503',
  '4915805038587737',
]);

/** @returns undefined for a number that is no test number anywhere */
export function answerOfCard(
  card: { readonly number: string; readonly name: string | null },
  overrides: Overrides,
): CardAnswer | undefined {
  const isApproving = SANDBOX_NUMBERS.has(card.number) || isAuthenticationCard(card.number);
  const number = isApproving ? TEST_CARDS.visa.number : card.number;
  const answer = askIssuer(number, overrides);
  if (answer === undefined) return undefined;
  if (answer.kind === 'decline') return declined(RESPONSE_CODES[answer.reason], answer.decline);
  const trigger = REJECTION_TRIGGERS.get(card.name ?? '');
  if (trigger !== undefined) return declined(...trigger);
  return {
    kind: 'approved',
    processor: { avs_code: 'A', cvv_code: 'M', response_code: '0000' },
  };
}

function declined(code: string, decline: DeclineKind): CardAnswer {
  const advice = ADVICE_CODES[decline];
  return {
    kind: 'declined',
    decline,
    processor: {
      avs_code: 'G',
      cvv_code: code === '00N7' ? 'N' : 'P',
      response_code: code,
      ...(advice === undefined ? {} : { payment_advice_code: advice }),
    },
  };
}
