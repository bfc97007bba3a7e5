import type { OrderInvariant } from './invariant.ts';
import { findBlindDenial } from './not-charged/blind-denial.ts';
import { findFalseDenial } from './not-charged/false-denial.ts';
import { findUnclaimedCharge } from './not-charged/unclaimed-charge.ts';

export const noChargeWithoutClaim: OrderInvariant = {
  name: 'no-charge-without-claim',
  scope: 'payment',
  promise:
    'Where net captured is above zero, the last claim is paid, or pending within its promised time. "Not charged" is final: it is not said while an attempt is unknown, and nothing is captured for it, not even to be refunded.',
  isMoney: true,
  requires: ['clients', 'gateways'],
  judge(history, run) {
    if (history.holds.length === 0 && history.told.length === 0) return 'nothing';
    return (
      findFalseDenial(history) ??
      findUnclaimedCharge(history, run) ??
      findBlindDenial(history, run) ??
      'kept'
    );
  },
};
