// Colours were chosen to stay apart for colour-blind readers (blue, orange, vermilion: Okabe and
// Ito) and to keep a contrast of 4.5 for text in both schemes.
export const STYLE = `
:root{color-scheme:light dark;--paper:#fbfbfa;--card:#fff;--ink:#1b1d21;--soft:#5b626d;--rule:#dfe2e6;
--good:#0a6ea8;--wait:#c98a00;--bad:#c43d16;--one:#0a6ea8;--two:#b0539a;--three:#12805c;--quiet:#8a919c;
--band:#c43d1618;--bandink:#9a2f10;--held:#12704f;--failed:#b3260b;--other:#8a5a00}
@media(prefers-color-scheme:dark){:root{--paper:#14161a;--card:#1b1e24;--ink:#e8eaee;--soft:#a3abb8;--rule:#30353e;
--good:#58b4ee;--wait:#f0b840;--bad:#ff7a4d;--one:#58b4ee;--two:#e08cc9;--three:#4fcf9f;--quiet:#7d8592;
--band:#ff7a4d1f;--bandink:#ffa98a;--held:#4fcf9f;--failed:#ff7a5c;--other:#f0b840}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:1040px;margin:0 auto;padding:20px 16px 64px}
h1{font-size:1.35rem;margin:0;line-height:1.25}h2{font-size:1.05rem;margin:36px 0 10px}
h3{font-size:1rem;margin:0 0 4px}
p{margin:6px 0}a{color:var(--good)}
code{font:0.86em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.soft{color:var(--soft)}
.verdict{border-left:6px solid var(--tone);padding:4px 0 4px 16px;margin:0 0 20px}
.verdict .word{color:var(--tone);font-weight:750;letter-spacing:.03em}
.held{--tone:var(--held)}.failed{--tone:var(--failed)}.inconclusive,.aborted,.rig-error{--tone:var(--other)}
.verdict ul{margin:8px 0 0;padding:0 0 0 18px}.verdict li{white-space:pre-line;overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(128px,1fr));gap:10px;margin:18px 0}
.tile{background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:10px 12px}
.tile b{display:block;font-size:1.3rem;font-variant-numeric:tabular-nums;line-height:1.25}
.tile span{color:var(--soft);font-size:.82rem}
.tile.bad b{color:var(--failed)}.tile.many{grid-column:span 2}.tile.many b{font-size:.95rem;white-space:pre-line}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:6px 7px;font-size:.92rem;border-bottom:1px solid var(--rule);white-space:nowrap}
th:first-child,td:first-child,td.text,th.text{text-align:left}td.name{text-align:left}td.text{white-space:normal;min-width:14rem}
th{font-weight:600;color:var(--soft);font-size:.82rem}
.mark{font-weight:700}.mark.met,.mark.ok{color:var(--held)}.mark.crossed,.mark.broken{color:var(--failed)}
.mark.inconclusive,.mark.unjudged{color:var(--other)}
.violation{background:var(--card);border:1px solid var(--rule);border-left:4px solid var(--failed);border-radius:8px;padding:12px 14px;margin:0 0 12px}
.story{margin:10px 0 0;padding:0;list-style:none}
.story li{display:grid;grid-template-columns:4.6rem 5.4rem 1fr;gap:8px;padding:3px 0;border-top:1px dotted var(--rule)}
.story time{color:var(--soft);font-variant-numeric:tabular-nums}.story .who{font-weight:600}
.story .customer{color:var(--two)}.story .gateway{color:var(--three)}.story .service{color:var(--one)}.story .drill{color:var(--soft)}
.chart{margin:0 0 18px;background:var(--card);border:1px solid var(--rule);border-radius:8px;padding:10px 10px 4px;position:relative}
.chart figcaption{font-weight:600;font-size:.9rem;display:flex;flex-wrap:wrap;gap:4px 14px}
.chart .unit{color:var(--soft);font-weight:400}
.key{font-weight:400;font-size:.82rem}.key::before{content:"";display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:5px;background:currentColor}
.good{color:var(--good)}.wait{color:var(--wait)}.bad{color:var(--bad)}.one{color:var(--one)}.two{color:var(--two)}.three{color:var(--three)}.quiet{color:var(--quiet)}
svg{display:block;width:100%;height:auto;font:11px system-ui,sans-serif}
svg .grid{stroke:var(--rule)}svg .tick{fill:var(--soft)}
svg .area{fill:currentColor;opacity:.55}svg .line{fill:none;stroke:currentColor;stroke-width:1.8}svg .dashed{stroke-dasharray:5 4}
svg .band rect{fill:var(--band)}svg .band line{stroke:var(--bandink);opacity:.55}svg .band text{fill:var(--bandink);font-weight:600}
svg .phase line{stroke:var(--soft);stroke-dasharray:2 3;opacity:.7}svg .phase text{fill:var(--soft)}
svg .cursor{stroke:var(--ink);opacity:.5}
.readout{position:absolute;right:12px;top:34px;background:var(--paper);border:1px solid var(--rule);border-radius:6px;padding:6px 9px;font-size:.8rem;pointer-events:none;font-variant-numeric:tabular-nums;z-index:1}
details summary{cursor:pointer;color:var(--soft)}
@media(max-width:560px){body{font-size:14px}td.name{white-space:normal;min-width:6rem}td.text{min-width:11rem}.story li{grid-template-columns:4.2rem 1fr}.story li>:last-child{grid-column:1/-1}svg .tick,svg .phase text,svg .band text{font-size:14px}.chart{overflow-x:auto}.chart svg{min-width:620px}}
@media print{.chart,.tile,.violation{break-inside:avoid}}
`;

/** Shows the figures under the pointer; everything can be read without it. */
export const SCRIPT = `
for (const figure of document.querySelectorAll('.chart')) {
  const svg = figure.querySelector('svg');
  const readout = figure.querySelector('.readout');
  const cursor = figure.querySelector('.cursor');
  const series = JSON.parse(figure.querySelector('.points').textContent);
  const left = Number(svg.dataset.left), right = Number(svg.dataset.right), end = Number(svg.dataset.end);
  const hide = () => { readout.hidden = true; cursor.setAttribute('x1', -9); cursor.setAttribute('x2', -9); };
  svg.addEventListener('pointermove', (event) => {
    const box = svg.getBoundingClientRect();
    const at = (event.clientX - box.left) / box.width * svg.viewBox.baseVal.width;
    if (at < left || at > right) return hide();
    const t = (at - left) / (right - left) * end;
    const lines = [(t / 1000).toFixed(1) + ' s'];
    for (const { name, unit, points } of series) {
      let nearest = null;
      for (const point of points) if (nearest === null || Math.abs(point.t - t) < Math.abs(nearest.t - t)) nearest = point;
      if (nearest !== null && nearest.value !== null) lines.push(name + ': ' + Math.round(nearest.value * 10) / 10 + (unit === 'ms' ? ' ms' : ''));
    }
    readout.textContent = '';
    for (const line of lines) { const row = document.createElement('div'); row.textContent = line; readout.append(row); }
    readout.hidden = false;
    cursor.setAttribute('x1', at); cursor.setAttribute('x2', at);
  });
  svg.addEventListener('pointerleave', hide);
}
`;
