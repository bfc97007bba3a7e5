import type { DeclineKind } from '../../../harness/core/outcome.ts';

// docs.stripe.com/declines/codes: what the issuer said, and what may be tried after it. Card errors
// carry the same words in `code` (expired_card) or, under card_declined, in `decline_code`.

/** `action-required` is no decline: the customer authenticates and the same card may go through. */
export type StripeDecline = DeclineKind | 'action-required';

export const STRIPE_DECLINES: ReadonlyMap<string, StripeDecline> = new Map<string, StripeDecline>([
  ['authentication_required', 'action-required'],
  ['authentication_not_handled', 'soft'],
  ['approve_with_id', 'soft'],
  ['call_issuer', 'soft'],
  ['card_not_supported', 'soft'],
  ['currency_not_supported', 'soft'],
  ['do_not_honor', 'soft'],
  ['duplicate_transaction', 'later'],
  ['generic_decline', 'soft'],
  ['invalid_amount', 'soft'],
  ['issuer_not_available', 'soft'],
  ['new_account_information_available', 'fix-data'],
  ['no_action_taken', 'soft'],
  ['not_permitted', 'soft'],
  ['processing_error', 'soft'],
  ['reenter_transaction', 'soft'],
  ['service_not_allowed', 'soft'],
  ['transaction_not_allowed', 'soft'],
  ['card_velocity_exceeded', 'later'],
  ['insufficient_funds', 'later'],
  ['try_again_later', 'later'],
  ['withdrawal_count_limit_exceeded', 'later'],
  ['card_decline_rate_limit_exceeded', 'later'],
  ['expired_card', 'fix-data'],
  ['incorrect_address', 'fix-data'],
  ['incorrect_cvc', 'fix-data'],
  ['incorrect_number', 'fix-data'],
  ['incorrect_zip', 'fix-data'],
  ['invalid_cvc', 'fix-data'],
  ['invalid_expiry_month', 'fix-data'],
  ['invalid_expiry_year', 'fix-data'],
  ['invalid_number', 'fix-data'],
  ['incorrect_pin', 'fix-data'],
  ['invalid_pin', 'fix-data'],
  ['offline_pin_required', 'fix-data'],
  ['online_or_offline_pin_required', 'fix-data'],
  ['do_not_try_again', 'hard'],
  ['fraudulent', 'hard'],
  ['invalid_account', 'hard'],
  ['lost_card', 'hard'],
  ['merchant_blacklist', 'hard'],
  ['pickup_card', 'hard'],
  ['pin_try_exceeded', 'hard'],
  ['restricted_card', 'hard'],
  ['revocation_of_all_authorizations', 'hard'],
  ['revocation_of_authorization', 'hard'],
  ['security_violation', 'hard'],
  ['stolen_card', 'hard'],
  ['stop_payment_order', 'hard'],
  ['testmode_decline', 'hard'],
]);

/** docs.stripe.com/declines/card: the scheme's advice, which may be stricter than the decline. */
export const STRIPE_ADVICE: ReadonlyMap<string, DeclineKind> = new Map<string, DeclineKind>([
  ['confirm_card_data', 'fix-data'],
  ['do_not_try_again', 'hard'],
  ['try_again_later', 'later'],
]);

/** A card_declined with no word of why is a generic decline. */
const UNEXPLAINED: StripeDecline = 'soft';

/** A word that no table knows is a no all the same; nobody is asked again at once. */
const UNLISTED: StripeDecline = 'later';

/**
 * The strictest wins: an issuer's never is never, whoever says it. `try_again_later` only decides
 * where the decline itself says nothing: it is about this provider, and another may still approve.
 */
export function kindOfDecline(declineCode: string | null, adviceCode: string | null) {
  const advised = adviceCode === null ? undefined : STRIPE_ADVICE.get(adviceCode);
  const listed = declineCode === null ? UNEXPLAINED : STRIPE_DECLINES.get(declineCode);
  if (listed === 'hard' || advised === 'hard') return 'hard';
  if (advised === 'fix-data') return 'fix-data';
  return listed ?? advised ?? UNLISTED;
}
