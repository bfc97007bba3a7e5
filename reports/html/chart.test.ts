import { expect, it } from 'vitest';
import { renderChart, type Band } from './chart.ts';

const labelOf = (band: Band, as: 'bands' | 'phases'): string => {
  const none = { bands: [], phases: [], series: [], stacked: [] };
  const svg = renderChart({ title: 't', unit: 'u', endMs: 10_000, ...none, [as]: [band] });
  return new RegExp(`<text [^>]*>${band.label}</text>`).exec(svg)?.[0] ?? '';
};

it.each(['bands', 'phases'] as const)(
  'a label of %s stands on the side of its line where there is room',
  (as) => {
    const early = labelOf({ label: 'recovery', startMs: 1_000, endMs: 2_000 }, as);
    const late = labelOf({ label: 'recovery', startMs: 9_900, endMs: 10_000 }, as);
    expect(early).not.toContain('text-anchor');
    expect(late).toContain('text-anchor="end"');
  },
);
