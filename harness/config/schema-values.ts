import { z } from 'zod';

// The values that every schema here is built from, each with the rule it states when broken.

export type DurationInput = number | string;

/** A day: longer is a mistake in the unit. */
export const LONGEST_DURATION_MS = 86_400_000;

const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;
type Unit = keyof typeof UNITS_MS;
const isUnit = (text: string): text is Unit => Object.hasOwn(UNITS_MS, text);

const DURATION = /^(?<amount>\d+(?:\.\d+)?)\s*(?<unit>[a-z]+)$/;
const DURATION_RULE = 'must be a duration such as 1500 (milliseconds), "500ms", "30s" or "2m"';

/** Milliseconds as a number, or text with a unit. Comes out as whole milliseconds. */
export function duration(atLeastMs = 0, atMostMs = LONGEST_DURATION_MS) {
  return z.custom<DurationInput>().transform((input, context) => {
    const durationMs = parseDuration(input);
    const rule =
      durationMs === null
        ? DURATION_RULE
        : ruleBroken(durationMs, { low: atLeastMs, high: atMostMs, isWhole: true });
    if (durationMs === null || rule !== null) {
      context.addIssue({ code: 'custom', message: rule ?? DURATION_RULE });
      return z.NEVER;
    }
    return durationMs;
  });
}

function parseDuration(input: unknown): number | null {
  if (typeof input === 'number') return input;
  if (typeof input !== 'string') return null;
  const groups = DURATION.exec(input.trim())?.groups;
  const unit = groups?.['unit'] ?? '';
  if (groups === undefined || !isUnit(unit)) return null;
  // Rounded to the nanosecond, so that "1.1s" is whole milliseconds in spite of binary fractions.
  return Math.round(Number(groups['amount']) * UNITS_MS[unit] * 1e6) / 1e6;
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  readonly isWhole: boolean;
}

/** A number within bounds; the message names both of them. */
export function number(bounds: Bounds) {
  return z.custom<number>().transform((input: unknown, context) => {
    const rule = typeof input === 'number' ? ruleBroken(input, bounds) : ruleOf(bounds);
    if (typeof input !== 'number' || rule !== null) {
      context.addIssue({ code: 'custom', message: rule ?? ruleOf(bounds) });
      return z.NEVER;
    }
    return input;
  });
}

export const whole = (low: number, high: number) => number({ low, high, isWhole: true });
export const ratio = () => number({ low: 0, high: 1, isWhole: false });
/** Relative: only their proportions count. */
export const weight = () => number({ low: 0, high: 1_000_000, isWhole: false });

function ruleBroken(value: number, bounds: Bounds): string | null {
  const isInside = value >= bounds.low && value <= bounds.high;
  return isInside && (!bounds.isWhole || Number.isInteger(value)) ? null : ruleOf(bounds);
}

function ruleOf({ low, high, isWhole }: Bounds): string {
  return `must be a ${isWhole ? 'whole ' : ''}number from ${low} to ${high}`;
}

/** Kebab-case names end up in file names, metrics and reports. */
export const name = () =>
  z
    .string()
    .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be a name in kebab-case')
    .max(60);

/** Text for people. */
export const sentence = () => z.string().trim().min(1).max(400);
