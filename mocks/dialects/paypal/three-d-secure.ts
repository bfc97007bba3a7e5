import type { PaymentSourceBody } from './requests.ts';

// 3-D Secure as a merchant's server sees it: an order waits for its payer, who comes back with a
// result. Whether the bank asked the payer anything is between the two of them; either way the
// browser is needed, so a payment with 3-D Secure is never done in one request.
// https://developer.paypal.com/docs/checkout/advanced/customize/3d-secure/

export interface Authentication {
  readonly liabilityShift: 'POSSIBLE' | 'NO' | 'UNKNOWN';
  readonly enrollmentStatus: 'Y' | 'U' | null;
  readonly authenticationStatus: AuthenticationStatus | null;
}

type AuthenticationStatus = 'Y' | 'N' | 'U' | 'A' | 'R';

const LIABILITY = {
  Y: 'POSSIBLE',
  A: 'POSSIBLE',
  N: 'NO',
  U: 'NO',
  R: 'NO',
} as const satisfies Record<AuthenticationStatus, Authentication['liabilityShift']>;

const enrolled = (authenticationStatus: AuthenticationStatus): Authentication => ({
  liabilityShift: LIABILITY[authenticationStatus],
  enrollmentStatus: 'Y',
  authenticationStatus,
});

const SUCCESS = enrolled('Y');
const NOT_AVAILABLE: Authentication = {
  liabilityShift: 'NO',
  enrollmentStatus: 'U',
  authenticationStatus: null,
};
const FAILED_SIGNATURE: Authentication = { ...enrolled('U'), liabilityShift: 'UNKNOWN' };
const TIMEOUT: Authentication = {
  liabilityShift: 'NO',
  enrollmentStatus: null,
  authenticationStatus: null,
};

/** PayPal's test cards for 3-D Secure and what each comes to, Visa and Mastercard. */
const TEST_RESULTS: ReadonlyMap<string, Authentication> = new Map([
  // Frictionless, and when the bank's server is not there.
  ['4868719196829038', SUCCESS],
  ['5329879707824603', SUCCESS],
  ['4868719158130060', enrolled('N')],
  ['5329879769571910', enrolled('N')],
  ['4868719581920723', enrolled('A')],
  ['5329879715396727', enrolled('A')],
  ['4868719033482561', enrolled('U')],
  ['5329879705777613', enrolled('U')],
  ['4868719081564153', enrolled('R')],
  ['5319541865518409', enrolled('R')],
  ['4868719488651967', NOT_AVAILABLE],
  ['5329879714462553', NOT_AVAILABLE],
  // Step-up.
  ['4868719166101368', SUCCESS],
  ['5329879735316929', SUCCESS],
  ['4868719181895556', enrolled('N')],
  ['5329879768013724', enrolled('N')],
  ['4868719557718580', enrolled('U')],
  ['5329879734808405', enrolled('U')],
  // The older set.
  ['4868719460707704', SUCCESS],
  ['5329879786234393', SUCCESS],
  ['4868719115514992', FAILED_SIGNATURE],
  ['5329879785160250', FAILED_SIGNATURE],
  ['4868719796782421', enrolled('N')],
  ['5329879743856650', enrolled('N')],
  ['4868719041085422', enrolled('A')],
  ['5329879703852350', enrolled('A')],
  ['4868719494697210', TIMEOUT],
  ['5329879747163939', TIMEOUT],
]);

export const isAuthenticationCard = (number: string): boolean => TEST_RESULTS.has(number);

type CardBody = NonNullable<PaymentSourceBody['card']>;

/**
 * What the payer will come back with; null when the card is taken without asking.
 *
 * Left out, the method is `SCA_WHEN_REQUIRED`, as with PayPal. No law applies here: it is required
 * for the cards above and for no other.
 */
export function expectedResult(number: string, { attributes }: CardBody): Authentication | null {
  const known = TEST_RESULTS.get(number);
  switch (attributes?.verification?.method ?? 'SCA_WHEN_REQUIRED') {
    case 'SCA_ALWAYS':
    case '3D_SECURE':
      return known ?? SUCCESS;
    case 'SCA_WHEN_REQUIRED':
      return known ?? null;
    default:
      return null;
  }
}

/** The result that a status stands for: a test asks for it by name. */
export function resultNamed(status: string): Authentication | null {
  return isStatus(status) ? enrolled(status) : null;
}

const isStatus = (text: string): text is AuthenticationStatus => Object.hasOwn(LIABILITY, text);

export function viewOfAuthentication(result: Authentication): object {
  const { liabilityShift, enrollmentStatus, authenticationStatus } = result;
  const statuses = {
    ...(enrollmentStatus === null ? {} : { enrollment_status: enrollmentStatus }),
    ...(authenticationStatus === null ? {} : { authentication_status: authenticationStatus }),
  };
  return {
    liability_shift: liabilityShift,
    ...(enrollmentStatus === null ? {} : { three_d_secure: statuses }),
  };
}
