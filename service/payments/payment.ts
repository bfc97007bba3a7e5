import type { NotChargedReason } from '../../harness/core/claim.ts';
import type { PaymentStatus } from '../../harness/core/events.ts';
import type { ProviderName } from '../../harness/core/outcome.ts';
import type { CaptureMode } from '../providers/adapter.ts';
import { hasMoney, isDeclined, isGivenUp, isInDoubt, isMoneyInDoubt, type Leg } from './leg.ts';

/** What the service still has to bring about. `rest`: nothing, until somebody asks again. */
export type Goal = 'charge' | 'capture' | 'refund' | 'rest';

export interface Payment {
  readonly id: string;
  readonly order: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly captureMode: CaptureMode;
  /** Token of the vault; the number is nowhere else. */
  readonly cardToken: string;
  readonly customer: { readonly name: string; readonly email: string };
  readonly locale: string;
  readonly status: PaymentStatus;
  readonly goal: Goal;
  readonly reason: NotChargedReason | null;
  /** The provider's code behind the reason, for the customer's message. */
  readonly code: string | null;
  readonly provider: ProviderName | null;
  readonly providerReference: string | null;
  readonly legs: readonly Leg[];
  /** Number of the leg that carries the payment; every other one must end without money. */
  readonly activeLeg: number | null;
  /** Accepted to be worked off later, since no provider was usable. */
  readonly isQueued: boolean;
  readonly isDegraded: boolean;
  readonly alternatives: readonly string[];
  readonly createdAt: number;
  /** Epoch ms by which a customer who was told "pending" is promised to know. */
  readonly promisedUntil: number;
  readonly attemptCount: number;
}

export const isFinalStatus = (status: PaymentStatus): boolean =>
  status !== 'processing' && status !== 'pending';

export function legOf(payment: Payment, number: number): Leg {
  const leg = payment.legs[number];
  if (leg === undefined) throw new RangeError(`payment ${payment.id} has no leg ${number}`);
  return leg;
}

export const activeLegOf = (payment: Payment): Leg | null =>
  payment.activeLeg === null ? null : legOf(payment, payment.activeLeg);

/** Legs that must end without money and are not there yet. */
export const legsToRelease = (payment: Payment): readonly Leg[] =>
  payment.legs.filter(
    (leg) =>
      !leg.isForgotten &&
      leg.number !== payment.activeLeg &&
      // While it is queued, a leg may still be taken up again.
      (isMoneyInDoubt(leg) || hasMoney(leg) || (isInDoubt(leg) && isFinalStatus(payment.status))),
  );

/** Something is left to do: the customer waits, or a leg is not what it has to become. */
export const isOpen = (payment: Payment): boolean =>
  !isFinalStatus(payment.status) || payment.goal !== 'rest' || legsToRelease(payment).length > 0;

/** Closed, with a doubt that was given up without proof: what its provider says still counts. */
export const isWatched = (payment: Payment): boolean =>
  payment.legs.some((leg) => isGivenUp(leg) && leg.object !== null);

/** The card must not be presented again: at no provider, and for no replay either. */
export const isBarred = (payment: Payment): boolean =>
  payment.legs.some((leg) => isDeclined(leg) && (leg.decline ?? 'soft') !== 'soft');

/** Money may have moved, or may yet move, without our knowing. */
export const isUncertain = (payment: Payment): boolean =>
  payment.legs.some((leg) => !leg.isForgotten && isMoneyInDoubt(leg));
