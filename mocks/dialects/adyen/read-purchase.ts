import { findAccount, HOUR_MS, type CaptureMode, type MerchantAccount } from './accounts.ts';
import type { ApiErrors } from './api-errors.ts';
import { fromWire, isSupported, type Amount } from './currencies.ts';
import type { AmountBody, PurchaseBody } from './requests.ts';

// What payments, sessions and modifications all name, checked in the order in which Adyen complains.

export function readAccount(code: string | undefined, errors: ApiErrors): MerchantAccount {
  const account = findAccount(code ?? '');
  if (account === undefined) throw errors.refusal('invalid-merchant-account');
  return account;
}

/** @param least the smallest value on the wire: payments may be of nothing, modifications not */
export function readAmount(body: AmountBody | undefined, least: 0 | 1, errors: ApiErrors): Amount {
  if (body === undefined) throw errors.refusal('amount-missing');
  const { currency = '', value } = body;
  if (!isSupported(currency)) throw errors.refusal('unsupported-currency');
  const isWhole = value !== undefined && Number.isSafeInteger(value) && value >= least;
  const amount = isWhole ? fromWire({ value, currency }) : null;
  if (amount === null) throw errors.refusal('invalid-amount');
  return amount;
}

export interface Purchase {
  readonly account: MerchantAccount;
  readonly amount: Amount;
  readonly reference: string;
  readonly returnUrl: string;
  readonly capture: CaptureMode;
}

export function readPurchase(body: PurchaseBody, errors: ApiErrors): Purchase {
  const account = readAccount(body.merchantAccount, errors);
  const amount = readAmount(body.amount, 0, errors);
  if (body.reference === undefined || body.reference === '') {
    throw errors.refusal('reference-missing');
  }
  if (body.returnUrl === undefined || body.returnUrl === '') {
    throw errors.refusal('return-url-missing');
  }
  return {
    account,
    amount,
    reference: body.reference,
    returnUrl: body.returnUrl,
    capture: readCapture(body, account, errors),
  };
}

const LONGEST_DELAY_HOURS = 672;

/** The payment's own wish wins over the setting of its account, and `manualCapture` over a delay. */
function readCapture(
  { additionalData = {}, captureDelayHours }: PurchaseBody,
  account: MerchantAccount,
  errors: ApiErrors,
): CaptureMode {
  const isManual = additionalData['manualCapture']?.toLowerCase();
  if (isManual === 'true') return { kind: 'manual' };
  if (captureDelayHours !== undefined) {
    const isDelay =
      Number.isInteger(captureDelayHours) &&
      captureDelayHours >= 0 &&
      captureDelayHours <= LONGEST_DELAY_HOURS;
    if (!isDelay) throw errors.refusal('capture-delay');
    return captureDelayHours === 0
      ? { kind: 'immediate' }
      : { kind: 'delayed', delayMs: captureDelayHours * HOUR_MS };
  }
  return isManual === 'false' ? { kind: 'immediate' } : account.capture;
}
