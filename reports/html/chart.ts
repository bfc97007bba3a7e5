// Charts as SVG text: no script and no library is needed to read one, also offline.

export interface Series {
  readonly name: string;
  /** A class of the stylesheet, which gives the colour in light and dark. */
  readonly tone: 'good' | 'wait' | 'bad' | 'one' | 'two' | 'three' | 'quiet';
  readonly points: readonly { readonly t: number; readonly value: number | null }[];
  readonly isDashed?: boolean;
}

export interface Band {
  readonly label: string;
  readonly startMs: number;
  readonly endMs: number;
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
  /** Stacked series are drawn as areas, from the first up. */
  readonly stacked: readonly Series[];
  readonly bands: readonly Band[];
  readonly phases: readonly Band[];
  readonly endMs: number;
}

const WIDTH = 960;
const HEIGHT = 220;
const LEFT = 48;
const RIGHT = 8;
const TOP = 34;
const BOTTOM = 22;

export function renderChart(chart: Chart): string {
  const top = highest(chart);
  const x = (t: number): number => LEFT + (t / Math.max(1, chart.endMs)) * (WIDTH - LEFT - RIGHT);
  const y = (value: number): number => HEIGHT - BOTTOM - (value / top) * (HEIGHT - TOP - BOTTOM);
  const parts = [
    ...chart.bands.map((band, index) => renderBand(band, index % LABEL_ROWS, x)),
    ...ticks(top).map((value) => renderGridLine(value, y)),
    ...timeTicks(chart.endMs).map((t) => renderTimeTick(t, x)),
    ...renderStack(chart.stacked, x, y),
    ...chart.series.map((series) => renderLine(series, x, y)),
    ...chart.phases.map((phase) => renderPhaseEdge(phase, x)),
  ];
  const all = [...chart.stacked, ...chart.series];
  return [
    '<figure class="chart">',
    `<figcaption>${escapeHtml(chart.title)} <span class="unit">${escapeHtml(chart.unit)}</span>`,
    ...all.map((series) => `<span class="key ${series.tone}">${escapeHtml(series.name)}</span>`),
    '</figcaption>',
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escapeHtml(`${chart.title}: ${all.map((series) => series.name).join(', ')} over run time`)}" data-end="${chart.endMs}" data-left="${LEFT}" data-right="${WIDTH - RIGHT}">`,
    ...parts,
    `<line class="cursor" y1="${TOP}" y2="${HEIGHT - BOTTOM}" x1="-9" x2="-9"/>`,
    '</svg>',
    `<div class="readout" hidden></div>`,
    `<script type="application/json" class="points">${jsonForHtml(all.map(({ name, points }) => ({ name, unit: chart.unit, points })))}</script>`,
    '</figure>',
  ].join('\n');
}

function highest(chart: Chart): number {
  const lines = chart.series.flatMap((series) => series.points.map((point) => point.value ?? 0));
  const length = chart.stacked[0]?.points.length ?? 0;
  const sums = Array.from({ length }, (_, index) =>
    chart.stacked.reduce((sum, series) => sum + (series.points[index]?.value ?? 0), 0),
  );
  const top = Math.max(1, ...lines, ...sums);
  const step = tickStep(top);
  return Math.ceil(top / step) * step;
}

function tickStep(top: number): number {
  const rough = top / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
}

function ticks(top: number): readonly number[] {
  const step = tickStep(top);
  return Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
}

function timeTicks(endMs: number): readonly number[] {
  const steps = [500, 1000, 2000, 5000, 10_000, 20_000, 60_000, 120_000, 300_000, 600_000];
  const step = steps.find((candidate) => endMs / candidate <= 12) ?? 3_600_000;
  return Array.from({ length: Math.floor(endMs / step) + 1 }, (_, index) => index * step);
}

function renderGridLine(value: number, y: (value: number) => number): string {
  const at = round(y(value));
  const label = value >= 10_000 ? `${value / 1000}k` : String(round(value));
  return `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${at}" y2="${at}"/><text class="tick" x="${LEFT - 6}" y="${at + 4}" text-anchor="end">${label}</text>`;
}

function renderTimeTick(t: number, x: (t: number) => number): string {
  return `<text class="tick" x="${round(x(t))}" y="${HEIGHT - 6}" text-anchor="middle">${t / 1000}s</text>`;
}

/** Faults often follow one another closely; their names take turns in so many rows. */
const LABEL_ROWS = 3;

function renderBand(band: Band, row: number, x: (t: number) => number): string {
  const left = round(x(band.startMs));
  const width = round(Math.max(2, x(band.endMs) - x(band.startMs)));
  return `<g class="band"><rect x="${left}" y="${TOP}" width="${width}" height="${HEIGHT - TOP - BOTTOM}"><title>${escapeHtml(band.label)}</title></rect><line x1="${left}" x2="${left}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>${renderLabel(band.label, left, TOP + 12 + 13 * row)}</g>`;
}

function renderPhaseEdge(phase: Band, x: (t: number) => number): string {
  const at = round(x(phase.startMs));
  return `<g class="phase"><line x1="${at}" x2="${at}" y1="${TOP - 14}" y2="${HEIGHT - BOTTOM}"/>${renderLabel(phase.label, at, TOP - 6)}</g>`;
}

/** Of the wider of the two fonts that labels have. */
const CHARACTER_WIDTH = 7;

/** Right of a line, or left of it where the picture would end before the label does. */
function renderLabel(label: string, at: number, y: number): string {
  const isCut = at + 4 + label.length * CHARACTER_WIDTH > WIDTH;
  const place = isCut ? `x="${at - 4}" text-anchor="end"` : `x="${at + 4}"`;
  return `<text ${place} y="${y}">${escapeHtml(label)}</text>`;
}

function renderLine(
  series: Series,
  x: (t: number) => number,
  y: (value: number) => number,
): string {
  let path = '';
  let isDown = false;
  for (const { t, value } of series.points) {
    if (value !== null) path += `${isDown ? 'L' : 'M'}${round(x(t))} ${round(y(value))}`;
    isDown = value !== null;
  }
  return `<path class="line ${series.tone}${series.isDashed === true ? ' dashed' : ''}" d="${path}"/>`;
}

function renderStack(
  stacked: readonly Series[],
  x: (t: number) => number,
  y: (value: number) => number,
): readonly string[] {
  const floors = new Map<number, number>();
  return stacked.map((series) => {
    const lower = series.points.map(({ t }) => `${round(x(t))} ${round(y(floors.get(t) ?? 0))}`);
    const upper = series.points.map(({ t, value }) => {
      const sum = (floors.get(t) ?? 0) + (value ?? 0);
      floors.set(t, sum);
      return `${round(x(t))} ${round(y(sum))}`;
    });
    return upper.length === 0
      ? ''
      : `<path class="area ${series.tone}" d="M${[...upper, ...lower.toReversed()].join('L')}Z"/>`;
  });
}

const round = (value: number): number => Math.round(value * 10) / 10;

export const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

/** JSON inside a script element must not be able to close it. */
const jsonForHtml = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');
