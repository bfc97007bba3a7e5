import { DIALECTS, DIALECT_NAMES, type DialectName } from '../dialects/registry.ts';
import type { Dialect, GatewayBehaviour } from '../kernel/dialect.ts';
import { mocksError } from './errors.ts';
import { parseGatewayName } from './settings.ts';

/** What users switch on; everything can be left out. */
export interface BehaviourOptions {
  /**
   * Unknown ids are made in a fitting state, for suites written for a stateless mock: at every gateway
   * that is started, or at these.
   */
  readonly isLenient?: boolean | readonly DialectName[];
  /**
   * The rate limits that the provider publishes are enforced: at every gateway that is started, or
   * at those that say `true`. A number is a limit of one's own, in requests a second.
   */
  readonly limitsRates?: boolean | Readonly<Partial<Record<DialectName, true | number>>>;
  /**
   * How long Adyen takes between accepting a capture, refund or cancel and its effect and webhook, in
   * milliseconds of the gateways' clock; 500 when left out.
   */
  readonly modificationDelayMs?: number;
}

export type Behaviours = Readonly<Partial<Record<DialectName, Partial<GatewayBehaviour>>>>;

/** A week: real captures take days at times. */
const LONGEST_DELAY_MS = 604_800_000;
const isDelay = (ms: number): boolean => Number.isInteger(ms) && ms >= 0 && ms <= LONGEST_DELAY_MS;

const MOST_PER_SECOND = 1_000_000;

/**
 * By gateway. What a gateway can't do is refused and not passed over.
 *
 * @param names those that are started
 * @throws MOCKS_NOT_LENIENT, MOCKS_RATES_UNPUBLISHED, MOCKS_OPTION_INVALID, MOCKS_GATEWAY_UNKNOWN
 */
export function resolveBehaviours(
  { isLenient = false, limitsRates = false, modificationDelayMs }: BehaviourOptions,
  names: readonly DialectName[],
): Behaviours {
  const lenient = typeof isLenient === 'boolean' ? (isLenient ? names : []) : isLenient;
  const limits =
    typeof limitsRates === 'boolean'
      ? names.map((name) => [name, limitsRates] as const)
      : Object.entries(limitsRates);
  const behaviours: Partial<Record<DialectName, Partial<GatewayBehaviour>>> = {};
  const add = (name: DialectName, behaviour: Partial<GatewayBehaviour>): void => {
    behaviours[name] = { ...behaviours[name], ...behaviour };
  };
  for (const got of lenient) {
    const name = startedName(got, names);
    if (!offers(name, 'isLenient')) {
      throw mocksError('MOCKS_NOT_LENIENT', { gateway: name, known: offering('isLenient') });
    }
    add(name, { isLenient: true });
  }
  for (const [got, limit] of limits) {
    if (limit === false) continue;
    const name = startedName(got, names);
    if (limit === true && !offers(name, 'limitsRates')) {
      throw mocksError('MOCKS_RATES_UNPUBLISHED', {
        gateway: name,
        known: offering('limitsRates'),
      });
    }
    add(name, limit === true ? { limitsRates: true } : { requestsPerSecond: checked(name, limit) });
  }
  if (modificationDelayMs !== undefined) {
    const name = names.find((each) => offers(each, 'modificationDelayMs'));
    if (name === undefined || !isDelay(modificationDelayMs)) {
      throw mocksError('MOCKS_OPTION_INVALID', {
        option: 'modificationDelayMs',
        rule:
          name === undefined
            ? `is for ${offering('modificationDelayMs')} alone, which is not started`
            : `must be a whole number of milliseconds, 0 to ${LONGEST_DELAY_MS}`,
        got: String(modificationDelayMs),
      });
    }
    add(name, { modificationDelayMs });
  }
  return behaviours;
}

type Switch = NonNullable<Dialect['offers']>[number];

const offers = (name: DialectName, what: Switch): boolean => {
  const dialect: Dialect = DIALECTS[name];
  return dialect.offers?.includes(what) === true;
};

const offering = (what: Switch): string =>
  DIALECT_NAMES.filter((name) => offers(name, what)).join(', ');

function startedName(got: string, names: readonly DialectName[]): DialectName {
  const name = parseGatewayName(got);
  if (names.includes(name)) return name;
  throw mocksError('MOCKS_OPTION_INVALID', {
    option: 'what is switched on',
    rule: `must be about a gateway that is started (${names.join(', ')})`,
    got: name,
  });
}

function checked(name: DialectName, perSecond: number): number {
  if (perSecond > 0 && perSecond <= MOST_PER_SECOND) return perSecond;
  throw mocksError('MOCKS_OPTION_INVALID', {
    option: `the rate limit of ${name}`,
    rule: `must be above 0 and at most ${MOST_PER_SECOND} requests a second`,
    got: String(perSecond),
  });
}
