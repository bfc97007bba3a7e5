/** What stands still; the script fills the rest. */
export const BODY = `<header class="top">
<h1><span class="flame" aria-hidden="true"></span>paydrill <span class="soft">gateways</span></h1>
<div class="clock"><span class="soft">gateway clock</span> <time id="now">–</time>
<span class="moves" role="group" aria-label="Move the clock forward">
<button data-move="60000">+1 min</button><button data-move="3600000">+1 h</button><button data-move="86400000">+1 day</button><button data-move="604800000">+7 days</button></span></div>
<p id="link" class="link" role="status">connecting</p>
</header>
<main>
<form id="ask" class="card ask" hidden>
<h2>Which token?</h2>
<p class="soft">The gateways printed an address with the token in it when they started. Open that one, or paste the token here. It stays in this tab.</p>
<label>Token <input id="token" autocomplete="off" spellcheck="false" required></label>
<button class="go">Open</button>
</form>
<div id="all" hidden>
<section id="gateways" class="gateways" aria-label="Gateways"></section>
<div class="columns">
<section class="card faults" aria-labelledby="faults-title">
<h2 id="faults-title">Faults <span class="count" id="armed-count"></span><button id="clear-all" class="quiet" hidden>Clear all</button></h2>
<ul id="armed" class="armed"></ul>
<form id="arm" class="arm">
<div class="pickers">
<label>Gateway <select id="arm-gateway"></select></label>
<label>Share <select id="arm-share"><option value="1">every request</option><option value="0.5">half of them</option><option value="0.1">one in ten</option></select></label>
</div>
<fieldset><legend>Pick a fault</legend><input id="find" type="search" placeholder="find: webhook, token, slow ..." aria-label="Show the faults that have this in their name or summary" spellcheck="false" autocomplete="off"><div id="kinds" class="kinds"></div></fieldset>
<p id="summary" class="soft summary" aria-live="polite"></p>
<label class="options">Options, as JSON <textarea id="options" rows="2" spellcheck="false" autocomplete="off"></textarea></label>
<button id="arm-go" class="go danger" disabled>Arm</button>
<p class="soft files"><button type="button" class="text" data-file="/fault-script">What I did, as a script</button> <button type="button" class="text" data-file="/fault-script/scenario-faults">as scenario faults</button></p>
</form>
</section>
<section class="card requests" aria-labelledby="requests-title">
<h2 id="requests-title">Requests <span class="live" id="live">live</span>
<input id="order" type="search" placeholder="order" aria-label="Only this order" spellcheck="false" autocomplete="off"></h2>
<div class="scroll"><table><thead><tr><th>time</th><th>gateway</th><th>operation</th><th>order</th><th class="n">status</th><th class="n">ms</th><th>met</th></tr></thead><tbody id="journal"></tbody></table></div>
<p id="no-journal" class="soft empty">Nothing was asked yet. Point your SDK at a gateway above.</p>
</section>
<section class="card ledger" aria-labelledby="ledger-title">
<h2 id="ledger-title">Ledger</h2>
<div class="scroll"><table><thead><tr><th>time</th><th>gateway</th><th>movement</th><th>order</th><th class="n">amount</th></tr></thead><tbody id="ledger"></tbody></table></div>
<p id="no-ledger" class="soft empty">No money moved yet.</p>
</section>
<section class="card webhooks" aria-labelledby="webhooks-title">
<h2 id="webhooks-title">Webhooks <span class="count" id="pending-count"></span><button id="deliver" class="quiet">Deliver now</button></h2>
<ul id="pending" class="pending"></ul>
<p id="no-webhooks" class="soft empty">None are waiting.</p>
</section>
</div>
<footer class="soft"><button id="reset" class="quiet">Reset all gateways</button><span>forgets payments, keys, webhooks, events and faults</span></footer>
</div>
<p id="toast" class="toast" role="alert" hidden></p>
</main>`;
