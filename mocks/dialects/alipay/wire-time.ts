// Alipay's clock on the wire is Beijing's, eight hours ahead of UTC the whole year.

const BEIJING_OFFSET_MS = 8 * 3_600_000;

/** `2014-07-24 03:07:50`, Beijing time. */
export function wireTime(epochMs: number): string {
  return new Date(epochMs + BEIJING_OFFSET_MS).toISOString().slice(0, 19).replace('T', ' ');
}

/** `20140724`, Beijing time. */
export const wireDay = (epochMs: number): string =>
  wireTime(epochMs).slice(0, 10).replaceAll('-', '');

const TIME =
  /^(?<year>\d{4})-(?<month>\d\d)-(?<day>\d\d)(?: (?<hour>\d\d):(?<minute>\d\d)(?::(?<second>\d\d))?)?$/;

/** Reads `2014-07-24 03:07:50`, also without seconds or without a time; null when it is none. */
export function parseWireTime(text: string): number | null {
  const groups = TIME.exec(text)?.groups;
  if (groups === undefined) return null;
  const field = (name: string): number => Number(groups[name] ?? 0);
  const utcMs = Date.UTC(
    field('year'),
    field('month') - 1,
    field('day'),
    field('hour'),
    field('minute'),
    field('second'),
  );
  // The 31st of June is no day: what was read must be what is written.
  const isReal = new Date(utcMs).toISOString().slice(0, 10) === text.slice(0, 10);
  const isTime = field('hour') < 24 && field('minute') < 60 && field('second') < 60;
  return isReal && isTime ? utcMs - BEIJING_OFFSET_MS : null;
}

/** The first moment of the Beijing day after this one. */
export function endOfDay(epochMs: number): number {
  const start = parseWireTime(wireTime(epochMs).slice(0, 10));
  if (start === null) throw new RangeError(`no day at ${epochMs}`);
  return start + 86_400_000;
}
