// Plain JavaScript for every browser of the last years. Whatever came over the wire is put on the page as
// text, never as markup.
export const SCRIPT = `
'use strict';
const $ = (id) => document.getElementById(id);
const KEEP = 200;
let token = '';
let kinds = [], gateways = [], armed = [], picked = null, offsetMs = 0, following = null;
const journal = [], ledger = [];

function el(name, properties, ...children) {
  const made = document.createElement(name);
  Object.assign(made, properties);
  made.append(...children);
  return made;
}
const timeCell = (ms) => el('td', {}, new Date(ms).toISOString().slice(11, 19), el('span', { className: 'ms', textContent: new Date(ms).toISOString().slice(19, 23) }));
const money = (minor, currency) => {
  const digits = new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits;
  return (minor / 10 ** digits).toFixed(digits) + ' ' + currency;
};
const safeMoney = (minor, currency) => { try { return money(minor, currency); } catch { return minor + ' ' + currency; } };

let toastTimer = 0;
function toast(text) {
  $('toast').textContent = text;
  $('toast').hidden = false;
  clearTimeout(toastTimer);
  toastTimer = setTimeout(() => { $('toast').hidden = true; }, 6000);
}

async function call(method, path, body) {
  const headers = { authorization: 'Bearer ' + token };
  if (body !== undefined) headers['content-type'] = 'application/json';
  const answer = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  if (answer.status === 401) { forget(); throw new Error('The token is wrong.'); }
  if (!answer.ok) {
    const told = await answer.json().catch(() => ({}));
    throw new Error((told.message || 'The gateways refused it') + '. ' + (told.hint || ''));
  }
  return answer;
}
const read = async (path) => (await call('GET', path)).json();
const act = async (work) => { try { await work(); } catch (error) { toast(error.message); } };

function forget() {
  sessionStorage.removeItem('paydrill-token');
  token = '';
  if (following !== null) following.abort();
  $('all').hidden = true;
  $('ask').hidden = false;
  say('off', 'no token');
}
function say(kind, text) { $('link').className = 'link ' + kind; $('link').textContent = text; }

function takeToken() {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given !== null) {
    sessionStorage.setItem('paydrill-token', given);
    // Out of the address bar, the history and what people paste.
    history.replaceState(null, '', location.pathname);
  }
  return given ?? sessionStorage.getItem('paydrill-token') ?? '';
}

async function start() {
  token = takeToken();
  if (token === '') return forget();
  try {
    [gateways, kinds] = await Promise.all([read('/gateways'), read('/fault-kinds')]);
  } catch (error) {
    if (token === '') return;
    say('off', 'not reachable');
    setTimeout(start, 1500);
    return;
  }
  $('ask').hidden = true;
  $('all').hidden = false;
  drawGateways();
  drawKinds();
  follow();
}

async function reload() {
  journal.length = 0;
  ledger.length = 0;
  const [requests, movements] = await Promise.all([read('/journal?limit=' + KEEP), read('/ledger?limit=' + KEEP)]);
  journal.push(...requests.reverse());
  ledger.push(...movements.reverse());
  drawJournal();
  drawLedger();
  await refresh();
}

async function refresh() {
  const [status, faults, webhooks, clock] = await Promise.all([
    read('/status'), read('/faults'), read('/webhooks?limit=50'), read('/clock')]);
  offsetMs = clock.now - Date.now();
  armed = faults;
  drawStatus(status);
  drawArmed();
  drawWebhooks(webhooks, status.gateways.reduce((sum, each) => sum + each.pendingWebhooks, 0));
}
let refreshTimer = 0;
function refreshSoon() {
  if (refreshTimer !== 0) return;
  refreshTimer = setTimeout(() => { refreshTimer = 0; refresh().catch(() => undefined); }, 250);
}

// Server-sent events by fetch: EventSource can't send the token, and an address must not carry it.
async function follow() {
  for (;;) {
    following = new AbortController();
    try {
      const answer = await fetch('/live', { headers: { authorization: 'Bearer ' + token }, signal: following.signal });
      if (answer.status === 401) return forget();
      await reload();
      say('on', 'connected');
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        const parts = (rest + value).split('\\n\\n');
        rest = parts.pop();
        for (const part of parts) take(part);
      }
    } catch { if (token === '') return; }
    say('off', 'reconnecting');
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

function take(part) {
  const kind = /^event: (.*)$/m.exec(part)?.[1];
  const data = /^data: (.*)$/m.exec(part)?.[1];
  if (kind === undefined || data === undefined) return;
  const event = JSON.parse(data);
  if (kind === 'exchange') { journal.unshift(event); journal.length = Math.min(journal.length, KEEP); drawSoon(); }
  if (kind === 'ledger') { ledger.unshift(event); ledger.length = Math.min(ledger.length, KEEP); drawSoon(); }
  refreshSoon();
}
let drawTimer = 0;
function drawSoon() {
  if (drawTimer !== 0) return;
  drawTimer = requestAnimationFrame(() => { drawTimer = 0; drawJournal(); drawLedger(); });
}

function drawGateways() {
  $('gateways').replaceChildren(...gateways.map((gateway) => {
    const secrets = Object.entries(gateway.environment).map(([name, value]) => name + "='" + value + "'").join('\\n');
    const figure = (name, title) => el('div', {}, el('dt', { textContent: title }), el('dd', { id: gateway.name + '-' + name, textContent: '0' }));
    const copy = el('button', { className: 'quiet', textContent: 'Copy', ariaLabel: 'Copy the address of ' + gateway.provider });
    copy.addEventListener('click', () => act(async () => { await navigator.clipboard.writeText(gateway.baseUrl); copy.textContent = 'Copied'; setTimeout(() => { copy.textContent = 'Copy'; }, 1200); }));
    return el('article', { className: 'gateway', id: 'gateway-' + gateway.name },
      el('h3', {}, el('span', { textContent: gateway.provider }), el('span', { className: 'badge', id: gateway.name + '-badge' })),
      el('div', { className: 'address' }, el('code', { textContent: gateway.baseUrl.slice('http://'.length), title: gateway.baseUrl }), copy),
      el('dl', { className: 'figures' }, figure('payments', 'payments'), figure('inFlight', 'in flight'), figure('pendingWebhooks', 'webhooks')),
      el('details', {}, el('summary', { textContent: 'Test credentials' }), el('pre', { textContent: secrets })),
      el('details', {}, el('summary', { textContent: 'Point its SDK here' }), el('pre', { textContent: gateway.sdk.snippet + '\\n// ' + gateway.sdk.docs })));
  }));
  $('arm-gateway').replaceChildren(...gateways.map(({ name, provider }) => el('option', { value: name, textContent: provider })));
}

function drawStatus(status) {
  for (const each of status.gateways) {
    for (const name of ['payments', 'inFlight', 'pendingWebhooks']) {
      const shown = $(each.name + '-' + name);
      if (shown !== null) shown.textContent = each[name] + (name === 'inFlight' ? each.detached : 0);
    }
  }
}

const PICK = 'What it does is said here once one is picked.';
function drawKinds() {
  const here = $('arm-gateway').value;
  // What would be refused there is not offered.
  const offered = kinds.filter((kind) => kind.gateways.includes(here));
  const words = $('find').value.toLowerCase().split(/\\s+/).filter(Boolean);
  const shown = offered.filter((kind) => words.every((word) => (kind.name + ' ' + kind.summary).toLowerCase().includes(word)));
  $('kinds').classList.toggle('none', shown.length === 0);
  $('kinds').replaceChildren(...shown.map((kind) => {
    const button = el('button', { type: 'button', textContent: kind.name, title: kind.summary });
    button.setAttribute('aria-pressed', 'false');
    button.addEventListener('click', () => pick(kind));
    return button;
  }));
  if (picked === null) { $('summary').textContent = PICK; return; }
  if (offered.includes(picked)) return mark();
  picked = null;
  $('summary').textContent = PICK;
  $('options').value = '';
  $('arm-go').disabled = true;
  $('arm-go').textContent = 'Arm';
}
function mark() {
  for (const button of $('kinds').children) button.setAttribute('aria-pressed', String(button.textContent === picked.name));
}

function pick(kind) {
  picked = kind;
  mark();
  $('summary').textContent = kind.summary;
  const text = JSON.stringify(kind.example, null, 1).replace(/\\n */g, ' ');
  $('options').value = text === '{ }' ? '{}' : text;
  $('options').rows = Math.min(6, 1 + Math.ceil(text.length / 44));
  $('arm-go').disabled = false;
  $('arm-go').textContent = 'Arm ' + kind.name;
}

// What it is to meet, beside its operations.
const chosenBy = ({ match, attempts, pattern, sharePer, cycle }) => [
  match && Object.entries(match).map(([field, wanted]) => field + ' ' + (typeof wanted === 'object' ? JSON.stringify(wanted) : wanted)).join(', '),
  attempts && 'tries ' + attempts.join(', '), pattern && String(pattern), sharePer && 'share per ' + sharePer,
  cycle && cycle.onMs + ' ms on, ' + cycle.offMs + ' ms off'];

function drawArmed() {
  $('armed-count').textContent = armed.length === 0 ? '' : armed.length + ' armed';
  $('clear-all').hidden = armed.length === 0;
  $('armed').replaceChildren(...armed.map((fault) => {
    const clear = el('button', { className: 'quiet', textContent: 'Clear', ariaLabel: 'Clear ' + fault.name });
    clear.addEventListener('click', () => act(async () => { await call('DELETE', '/faults/' + encodeURIComponent(fault.name) + '?gateway=' + fault.gateway); await refresh(); }));
    const options = Object.entries(fault.options).map(([name, value]) => name + ' ' + value).join(', ');
    const share = fault.share === 1 ? '' : Math.round(fault.share * 100) + ' %';
    const met = 'met ' + fault.met;
    const called = [fault.fault, fault.fault + '-' + fault.gateway].includes(fault.name) ? '' : ' as ' + fault.name;
    const until = fault.expiresAt === null ? '' : 'until ' + new Date(fault.expiresAt).toISOString().slice(11, 19);
    const parts = [met, share, fault.operations.join(', '), ...chosenBy(fault), options, until];
    return el('li', {}, el('b', { textContent: fault.fault + ' on ' + fault.gateway + called }),
      el('span', { className: 'soft', textContent: parts.filter(Boolean).join(' · ') }), clear);
  }));
  for (const gateway of gateways) {
    const here = armed.filter((fault) => fault.gateway === gateway.name).length;
    $('gateway-' + gateway.name).classList.toggle('hot', here > 0);
    $(gateway.name + '-badge').textContent = here === 0 ? '' : here + (here === 1 ? ' fault' : ' faults');
  }
}

const seen = new WeakSet();
function rowsOf(events, cells) {
  return events.slice(0, 100).map((event) => {
    const row = el('tr', { className: seen.has(event) ? '' : 'new' }, ...cells(event));
    seen.add(event);
    return row;
  });
}
const cell = (text, className) => el('td', { textContent: text, className: className ?? '' });
const orderCell = (order) => el('td', { className: 'order mono', textContent: order ?? '–', title: order ?? '' });
const gatewayOf = (event) => event.source.slice('gateway:'.length);

function drawJournal() {
  const only = $('order').value.trim();
  const shown = only === '' ? journal : journal.filter((event) => (event.order ?? '').includes(only));
  $('journal').replaceChildren(...rowsOf(shown, (event) => {
    const status = event.status ?? 0;
    const met = el('td', {}, el('span', { className: 'met', textContent: event.faults.join(', ') }));
    if (event.isReplay) met.append(el('span', { className: 'tag', textContent: 'replayed' }));
    if (event.decline !== null) met.append(el('span', { className: 'tag', textContent: event.decline.code }));
    return [timeCell(event.t), cell(gatewayOf(event)), cell(event.operation), orderCell(event.order),
      cell(status === 0 ? 'none' : status, 'n s' + Math.floor(status / 100)), cell(Math.round(event.endT - event.t), 'n'), met];
  }));
  $('no-journal').hidden = shown.length > 0;
}

function drawLedger() {
  $('ledger').replaceChildren(...rowsOf(ledger, (event) => [timeCell(event.t), cell(gatewayOf(event)),
    cell(event.movement, event.movement), orderCell(event.order), cell(safeMoney(event.amountMinor, event.currency), 'n')]));
  $('no-ledger').hidden = ledger.length > 0;
}

function drawWebhooks(webhooks, total) {
  $('pending-count').textContent = total === 0 ? '' : total + ' waiting';
  $('pending').replaceChildren(...webhooks.map((webhook) => {
    const due = webhook.dueAt === null ? 'now' : 'in ' + Math.max(0, Math.round((webhook.dueAt - Date.now() - offsetMs) / 1000)) + ' s';
    return el('li', {}, el('span', { textContent: webhook.gateway }), el('b', { textContent: webhook.type }),
      el('span', { className: 'soft mono', textContent: webhook.order ?? '' }),
      el('span', { className: 'soft', textContent: 'try ' + (webhook.attempt + 1) + ' ' + due }));
  }));
  $('no-webhooks').hidden = total > 0;
  $('deliver').disabled = total === 0;
}

$('ask').addEventListener('submit', (event) => {
  event.preventDefault();
  sessionStorage.setItem('paydrill-token', $('token').value.trim());
  $('token').value = '';
  start();
});
$('arm').addEventListener('submit', (event) => {
  event.preventDefault();
  if (picked === null) return;
  act(async () => {
    let options;
    try { options = JSON.parse($('options').value || '{}'); } catch (error) { throw new Error('The options are no JSON: ' + error.message); }
    const gateway = $('arm-gateway').value;
    await call('POST', '/faults', { name: picked.name + '-' + gateway, gateway, fault: picked.name, options, share: Number($('arm-share').value) });
    await refresh();
  });
});
$('clear-all').addEventListener('click', () => act(async () => { await call('DELETE', '/faults'); await refresh(); }));
$('deliver').addEventListener('click', () => act(async () => {
  const { delivered, failed } = await (await call('POST', '/webhooks/deliver')).json();
  toast(delivered + ' delivered, ' + failed + ' failed');
  await refresh();
}));
$('reset').addEventListener('click', () => {
  if (!confirm('Forget all payments, keys, webhooks, events and faults?')) return;
  act(async () => { await call('POST', '/reset'); await reload(); });
});
for (const button of document.querySelectorAll('[data-move]')) {
  button.addEventListener('click', () => act(async () => { await call('POST', '/clock/advance', { ms: Number(button.dataset.move) }); await refresh(); }));
}
for (const button of document.querySelectorAll('[data-file]')) {
  button.addEventListener('click', () => act(async () => {
    const answer = await call('GET', button.dataset.file);
    const link = el('a', { href: URL.createObjectURL(await answer.blob()), download: button.dataset.file.split('/').pop() + '.yaml' });
    link.click();
    URL.revokeObjectURL(link.href);
  }));
}
$('order').addEventListener('input', drawJournal);
$('arm-gateway').addEventListener('change', drawKinds);
$('find').addEventListener('input', drawKinds);
addEventListener('hashchange', start);
setInterval(() => { $('now').textContent = new Date(Date.now() + offsetMs).toISOString().slice(0, 19).replace('T', ' ') + ' UTC'; }, 500);
setInterval(() => { if (!$('all').hidden) refreshSoon(); }, 2000);
start();
`;
