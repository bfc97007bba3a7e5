// The colours of the reports (reports/html/style.ts): apart for colour-blind readers, and with a
// contrast of 4.5 for text in both schemes.
export const STYLE = `
:root{color-scheme:light dark;--paper:#f5f5f3;--card:#fff;--ink:#1b1d21;--soft:#5b626d;--rule:#e1e4e8;--field:#fff;
--good:#0a6ea8;--wait:#8a5a00;--bad:#b3330f;--held:#12704f;--hot:#c43d16;--hotpaper:#fdf1ec;--chip:#eef0f2;--chipon:#1b1d21;--chiponink:#fff}
@media(prefers-color-scheme:dark){:root{--paper:#14161a;--card:#1b1e24;--ink:#e8eaee;--soft:#a3abb8;--rule:#2e333b;--field:#14161a;
--good:#58b4ee;--wait:#f0b840;--bad:#ff8a66;--held:#4fcf9f;--hot:#ff7a4d;--hotpaper:#2b1c17;--chip:#272b33;--chipon:#e8eaee;--chiponink:#14161a}}
*{box-sizing:border-box}[hidden]{display:none!important}
body{margin:0;background:var(--paper);color:var(--ink);font:14px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:1240px;margin:0 auto;padding:16px}
h1{font-size:1.1rem;margin:0;white-space:nowrap}h1 .soft{font-weight:400}
h2{font-size:.95rem;margin:0 0 10px;display:flex;align-items:center;gap:8px}
h2 button,h2 input{margin-left:auto;font-weight:400}
p{margin:6px 0}.soft{color:var(--soft)}
code,textarea,.mono{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
.top{position:sticky;top:0;z-index:2;background:var(--card);border-bottom:1px solid var(--rule);display:flex;flex-wrap:wrap;align-items:center;gap:6px 20px;padding:10px 16px}
.flame{display:inline-block;width:.62em;height:.62em;border-radius:50% 50% 50% 0;background:var(--hot);transform:rotate(135deg);margin-right:.5em}
.clock{display:flex;flex-wrap:wrap;align-items:center;gap:4px 8px;margin-left:auto}
.clock time{font-variant-numeric:tabular-nums;font-weight:600}
.moves{display:inline-flex}
.moves button{border-radius:0;margin-left:-1px}.moves button:first-child{border-radius:6px 0 0 6px;margin-left:4px}.moves button:last-child{border-radius:0 6px 6px 0}
.link{margin:0;font-size:.85rem;color:var(--soft);min-width:5.5em}
.link.on{color:var(--held)}.link.on::before,.link.off::before{content:"";display:inline-block;width:8px;height:8px;border-radius:50%;background:currentColor;margin-right:6px}
.link.off{color:var(--bad)}
button,select,input,textarea{font:inherit;color:inherit;background:var(--field);border:1px solid var(--rule);border-radius:6px;padding:4px 10px}
textarea{font:12px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;width:100%;resize:vertical;padding:6px 8px}
button{cursor:pointer;background:var(--chip)}button:hover:not(:disabled){border-color:var(--soft)}button:disabled{opacity:.5;cursor:default}
:focus-visible{outline:2px solid var(--good);outline-offset:1px}
button.quiet{font-size:.82rem;padding:2px 9px}button.text{border:0;background:none;padding:0;color:var(--good);text-decoration:underline;font-size:.85rem}
button.go{font-weight:650;padding:7px 18px;background:var(--chipon);color:var(--chiponink);border-color:transparent}
button.danger:not(:disabled){background:var(--hot);color:#fff}
@media(prefers-color-scheme:dark){button.danger:not(:disabled){color:#1d0d07}}
.card{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:14px}
.ask{max-width:460px;margin:8vh auto 0;display:grid;gap:10px}.ask h2{margin:0}.ask label{display:grid;gap:4px}
.gateways{display:grid;grid-template-columns:repeat(auto-fit,minmax(220px,1fr));gap:10px;margin-bottom:14px}
.gateway{background:var(--card);border:1px solid var(--rule);border-radius:10px;padding:12px 14px;min-width:0}
.gateway.hot{border-color:var(--hot);box-shadow:inset 0 3px 0 var(--hot)}
.gateway h3{margin:0;font-size:1rem;display:flex;justify-content:space-between;gap:8px}
.gateway .badge{font-size:.75rem;font-weight:650;color:var(--hot)}
.gateway .address{display:flex;align-items:center;gap:6px;margin:2px 0 8px}
.gateway code{overflow:hidden;text-overflow:ellipsis;white-space:nowrap;color:var(--soft)}
.figures{display:flex;gap:18px;margin:0}.figures div{line-height:1.2}.figures dt{font-size:.75rem;color:var(--soft)}
.figures dd{margin:0;font-size:1.15rem;font-weight:650;font-variant-numeric:tabular-nums}
details{margin-top:8px}summary{cursor:pointer;color:var(--soft);font-size:.82rem}
details pre{margin:6px 0 0;padding:8px;background:var(--paper);border-radius:6px;overflow-x:auto;font:11px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;user-select:all}
.columns{display:grid;grid-template-columns:minmax(300px,380px) minmax(0,1fr);gap:14px;align-items:start}
.columns>.card{min-width:0}.faults{grid-row:span 3}
.count:empty{display:none}.count{background:var(--chip);border-radius:9px;padding:0 8px;font-size:.78rem}
.armed{list-style:none;margin:0 0 12px;padding:0;display:grid;gap:6px}
.armed li{display:grid;grid-template-columns:1fr auto;gap:2px 8px;background:var(--hotpaper);border-left:3px solid var(--hot);border-radius:6px;padding:7px 10px}
.armed b{font-weight:650}.armed .soft{font-size:.8rem;overflow-wrap:anywhere}.armed button{grid-row:1/3;grid-column:2;align-self:center}
.arm{display:grid;gap:10px}.pickers{display:grid;grid-template-columns:1fr 1fr;gap:8px}
.arm label{display:grid;gap:3px;font-size:.82rem;color:var(--soft)}.arm select,.arm textarea{color:var(--ink)}
fieldset{border:0;padding:0;margin:0;min-width:0}legend{font-size:.82rem;color:var(--soft);padding:0;margin-bottom:4px}
#find{width:100%;margin-bottom:8px;padding:3px 10px}
.kinds{display:flex;flex-wrap:wrap;gap:5px;max-height:min(46vh,420px);overflow:auto;padding-bottom:14px;mask-image:linear-gradient(#000 calc(100% - 18px),transparent)}
.kinds.none::after{content:"No fault here has that.";color:var(--soft);font-size:.86rem}
.kinds button{padding:2px 9px;border-radius:12px;font-size:.85rem}
.kinds button[aria-pressed=true]{background:var(--chipon);color:var(--chiponink);border-color:transparent}
.summary{min-height:3em;font-size:.86rem;margin:0}.files{display:flex;flex-wrap:wrap;gap:4px 14px;margin:0}
.scroll{overflow:auto;max-height:min(46vh,420px)}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:4px 8px;border-bottom:1px solid var(--rule);white-space:nowrap;font-size:.86rem}
th{position:sticky;top:0;background:var(--card);font-weight:600;color:var(--soft);font-size:.76rem}
.n{text-align:right}td.order{max-width:220px;overflow:hidden;text-overflow:ellipsis}
.s2{color:var(--held)}.s4{color:var(--wait)}.s5,.s0{color:var(--bad);font-weight:650}
.met{color:var(--hot);font-weight:600}.tag{margin-left:6px;background:var(--chip);border-radius:4px;padding:0 5px;font-size:.76rem;color:var(--soft)}
.authorise{color:var(--wait)}.capture{color:var(--held)}.refund{color:var(--bad)}.void,.expire{color:var(--soft)}
tr.new td{animation:flash 1.2s}@keyframes flash{from{background:var(--hotpaper)}}
@media(prefers-reduced-motion:reduce){tr.new td{animation:none}}
.live{font-size:.72rem;font-weight:600;color:var(--held);text-transform:uppercase;letter-spacing:.05em}
.requests input{width:150px;padding:2px 9px}
.pending{list-style:none;margin:0;padding:0;overflow:auto;max-height:min(40vh,320px)}.pending li{display:flex;flex-wrap:wrap;gap:2px 10px;padding:5px 0;border-bottom:1px solid var(--rule);font-size:.86rem}
.pending li>:last-child{margin-left:auto}.empty{margin:4px 0}
footer{display:flex;flex-wrap:wrap;align-items:center;gap:10px;margin:18px 0 40px;font-size:.82rem}
.toast{position:fixed;left:50%;bottom:18px;transform:translateX(-50%);max-width:min(92vw,620px);margin:0;background:var(--chipon);color:var(--chiponink);border-radius:8px;padding:10px 16px;box-shadow:0 6px 24px #0004;z-index:3}
@media(max-width:860px){.columns{grid-template-columns:minmax(0,1fr)}.faults{grid-row:auto}}
@media(max-width:560px){main{padding:12px}.top{position:static;padding:10px 12px}.clock{margin-left:0;order:3;width:100%}.moves{flex:1}.moves button{flex:1;padding:5px 4px;white-space:nowrap}.moves button:first-child{margin-left:0}
.link{margin-left:auto;min-width:0}.gateways{grid-template-columns:repeat(2,minmax(0,1fr));gap:8px}.gateway{padding:10px}.gateway:has(details[open]){grid-column:1/-1}.gateway .address button{display:none}.figures{gap:10px;align-items:end}.figures dt{font-size:.68rem}
summary{overflow-wrap:anywhere}th,td{padding:5px 3px;font-size:.78rem}td.order{max-width:78px}td .ms{display:none}
.requests thead,.ledger thead{display:none}#journal tr,#ledger tr{display:grid;border-bottom:1px solid var(--rule);padding:3px 0}#journal td,#ledger td{border:0;padding:1px 3px;overflow:hidden;text-overflow:ellipsis;max-width:none}
#journal tr{grid-template-columns:62px minmax(0,1fr) minmax(0,1fr) 58px}#journal td:nth-child(5){grid-area:1/4}#journal td:nth-child(4){grid-area:2/2}#journal td:nth-child(6){grid-area:2/4}#journal td:nth-child(6)::after{content:" ms"}#journal td:nth-child(7){grid-area:2/3}
#ledger tr{grid-template-columns:62px minmax(0,1fr) minmax(0,1.2fr)}#ledger td:nth-child(5){grid-area:1/3}#ledger td:nth-child(3){grid-area:1/2}#ledger td:nth-child(2){grid-area:2/2}#ledger td:nth-child(4){grid-area:2/3;text-align:right}
button,select{min-height:34px}.kinds button{min-height:30px}.requests h2{flex-wrap:wrap}.requests input{flex:1;min-width:0}}
`;
