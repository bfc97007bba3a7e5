// How figures are written in every report, so that two reports of one run never disagree.

export function formatRatio(ratio: number | null): string {
  if (ratio === null) return '–';
  // Never round a lost payment away: 99.96 % must not read 100 %.
  const percent = ratio * 100;
  const rounded =
    ratio < 1 && percent > 99.9 ? Math.floor(percent * 100) / 100 : Math.round(percent * 10) / 10;
  return `${rounded} %`;
}

export function formatMs(ms: number | null): string {
  if (ms === null) return '–';
  return ms >= 10_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms)} ms`;
}

/** Run time as m:ss.s */
export function formatRunTime(ms: number): string {
  const sign = ms < 0 ? '-' : '';
  const tenths = Math.round(Math.abs(ms) / 100);
  const minutes = Math.floor(tenths / 600);
  const seconds = ((tenths % 600) / 10).toFixed(1).padStart(4, '0');
  return `${sign}${minutes}:${seconds}`;
}

/** A moment in a story as m:ss.mmm, because what raced whom is a matter of milliseconds. */
export function formatMoment(ms: number): string {
  const whole = Math.round(ms);
  const minutes = Math.floor(whole / 60_000);
  const seconds = ((whole - minutes * 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${minutes}:${seconds}`;
}

export function formatFigure(name: string, value: number | null): string {
  if (value === null) return '–';
  if (name === 'goodput' || name.endsWith('-share')) return formatRatio(value);
  if (name.startsWith('latency') || name === 'recovery-time') return formatMs(value);
  if (name === 'retry-amplification') return `${(Math.round(value * 100) / 100).toFixed(2)}×`;
  return String(Math.round(value * 100) / 100);
}

export function formatBound(
  name: string,
  bound: { readonly atLeast: number } | { readonly atMost: number },
): string {
  return 'atLeast' in bound
    ? `at least ${formatFigure(name, bound.atLeast)}`
    : `at most ${formatFigure(name, bound.atMost)}`;
}

/** `1 seed`, `2 seeds`. */
export const formatCount = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
