import type { AttemptStarted } from '../../core/events.ts';

/** Tries that a customer waits for; the reconciler's looks and repairs have their own pace. */
export const isCustomerDriven = ({ purpose }: AttemptStarted): boolean =>
  purpose === 'pay' || purpose === 'capture' || purpose === 'refund';
