// The test company and its merchant accounts. How an account captures is a setting of the account
// with Adyen, so there is one account for each setting worth testing.
// https://docs.adyen.com/online-payments/capture

export type CaptureMode =
  | { readonly kind: 'immediate' }
  | { readonly kind: 'delayed'; readonly delayMs: number }
  | { readonly kind: 'manual' };

export interface MerchantAccount {
  readonly code: string;
  readonly capture: CaptureMode;
  /**
   * True: what a partial capture leaves stays held for the next one. False, as with Adyen unless
   * one asks for it: the rest is cancelled.
   */
  readonly capturesInParts: boolean;
}

export const HOUR_MS = 3_600_000;

export const COMPANY_ACCOUNT = 'PaydrillCompany';

/** The first is what the target is told to use. */
export const MERCHANT_ACCOUNTS = [
  { code: 'PaydrillECOM', capture: { kind: 'immediate' }, capturesInParts: true },
  { code: 'PaydrillManualECOM', capture: { kind: 'manual' }, capturesInParts: true },
  { code: 'PaydrillSingleCaptureECOM', capture: { kind: 'manual' }, capturesInParts: false },
  {
    code: 'PaydrillDelayedECOM',
    capture: { kind: 'delayed', delayMs: 24 * HOUR_MS },
    capturesInParts: true,
  },
] as const satisfies readonly MerchantAccount[];

export const findAccount = (code: string): MerchantAccount | undefined =>
  MERCHANT_ACCOUNTS.find((account) => account.code === code);
