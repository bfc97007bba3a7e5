import fc from 'fast-check';
import type { Bounds } from './bounds.fixture.ts';
import type { Credentials, Sample, Value } from './providers.fixture.ts';
import type { Sent } from './wire.fixture.ts';

// Requests that are nearly right, or not at all: a good one of the provider is taken, and some of its
// parts are put to rubbish. What is only random never gets past the first check.

const odd = <Item>(...items: readonly Item[]): fc.Arbitrary<Item> => fc.constantFrom(...items);

const oddText = odd(
  '',
  ' ',
  'NaN',
  '-1',
  '0',
  '-0.00',
  '0.001',
  '1e309',
  '1e3',
  '+1',
  '0x10',
  '٣٤',
  '99999999999999999999',
  '9007199254740993',
  '10.00',
  'XXX',
  'eur',
  'JPY',
  'KWD',
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'ID',
  'null',
  'true',
  '\u0000',
  '\r\nx-injected: 1',
  '\ud800',
  '💳'.repeat(40),
  'é\u202e',
  '<script>alert(1)</script>',
  '"}{"',
  "' or 1=1 --",
  '../../etc/passwd',
  '%2e%2e%2f',
  '9999-99-99 99:99:99',
  '2026-02-31',
  'x'.repeat(5000),
);

/** Stands for something nested so deeply that only its text can be handled. */
const DEEP = 'DEEPER';
const DEEP_TEXT = `${'[{"a":'.repeat(5000)}1${'}]'.repeat(5000)}`;

const oddValue: fc.Arbitrary<Value> = fc.oneof(
  oddText,
  odd<Value>(null, true, false, [], {}, [[]], [null], { a: { b: {} } }),
  odd<Value>(-1, 0, 0.1, 1e21, -1e308, 2 ** 53, 1e3, 5e-324),
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.constant(nested(40)),
  fc.constant(DEEP),
);

function nested(depth: number): Value {
  let value: Value = 'x';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { a: value };
  return value;
}

interface Spoiling {
  /** Which of all places is spoilt. */
  readonly place: number;
  readonly how: 'replace' | 'remove' | 'add';
  readonly field: string;
  readonly value: Value;
}

const spoiling: fc.Arbitrary<Spoiling> = fc.record({
  place: fc.nat({ max: 60 }),
  how: odd('replace', 'replace', 'remove', 'add'),
  field: odd('__proto__', 'constructor', 'toJSON', 'length', '', '💳', 'amount', 'currency', 'a]['),
  value: oddValue,
});

/** Spoils the `place`th of all places of a value, counted from the outside in. */
function spoil(value: Value, { place, how, field, value: rubbish }: Spoiling): Value {
  let left = place % (countPlaces(value) + 1);
  const visit = (inner: Value): Value | undefined => {
    left -= 1;
    if (left === -1) {
      if (how === 'remove') return undefined;
      const fields = typeof inner === 'object' && inner !== null ? Object.entries(inner) : [];
      // As own fields, whatever they are named.
      return how === 'add' && !Array.isArray(inner) && fields.length > 0
        ? Object.fromEntries([...fields, [field, rubbish]])
        : rubbish;
    }
    if (typeof inner !== 'object' || inner === null) return inner;
    if (Array.isArray(inner)) return inner.map((item: Value) => visit(item) ?? null);
    const fields = Object.entries(inner).map(([name, item]) => [name, visit(item)] as const);
    return Object.fromEntries(
      fields.filter((entry): entry is [string, Value] => entry[1] !== undefined),
    );
  };
  return visit(value) ?? null;
}

function countPlaces(value: Value): number {
  if (typeof value !== 'object' || value === null) return 0;
  return Object.values<Value>(value).reduce<number>((sum, it) => sum + 1 + countPlaces(it), 0);
}

const oddPathId = odd(
  'none',
  '__proto__',
  'constructor',
  'a%2Fb',
  '..%2f..',
  '%00',
  '%',
  '%zz',
  '%C3%28',
  '%F0%9F%92%B3',
  'é',
  'a:b',
  ';a=1',
  '*',
  'x'.repeat(490),
  'x'.repeat(3000),
);

const query = fc.oneof(
  { weight: 6, arbitrary: fc.constant('') },
  odd(
    '?',
    '?%',
    '?a=%zz',
    '?__proto__[x]=1',
    '?a[b][c]=1&a=2',
    `?${'a[b]'.repeat(20)}=1`,
    `?a${'[b]'.repeat(30)}=1`,
    '?limit=-1',
    '?limit=1e999',
    '?expand[]=a&expand[0][b]=c',
    '?limit=1&limit[x]=2',
    '?token=__proto__&fileId=__proto__&sessionResult=',
    '?method=alipay.trade.pay&biz_content=[]',
    '??&&==',
  ),
);

const oddBody = odd(
  '{',
  '[]',
  'null',
  '"text"',
  '0',
  '{"__proto__":{"isAdmin":true},"constructor":{"prototype":{}}}',
  `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  'amount=1&amount=2&amount[x]=3',
  '__proto__[x]=1&constructor[prototype][x]=1',
  'a=%',
  `${'a[b]'.repeat(50)}=1`,
  '\ufeff{}',
  '\u0000',
  '--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n',
);

const contentType = odd(
  undefined,
  '',
  ';;',
  'application/json; charset=utf-16',
  'application/json; charset="',
  'application/x-www-form-urlencoded; charset=nonsense',
  'multipart/form-data; boundary=b',
  'multipart/form-data',
  'text/plain',
  'APPLICATION/JSON',
  'application/jsonp',
  'x'.repeat(2000),
);

const oddHeaders = odd<Readonly<Record<string, string>>>(
  { 'idempotency-key': 'same', 'paypal-request-id': 'same' },
  { 'idempotency-key': 'é'.repeat(300), 'paypal-request-id': 'x'.repeat(300) },
  { 'idempotency-key': '', 'paypal-request-id': '' },
  { 'stripe-version': 'nonsense', 'accept-version': '9', accept: 'text/html' },
  { 'content-encoding': 'gzip' },
  { expect: 'miracles' },
  { upgrade: 'websocket', connection: 'upgrade' },
  { 'x-http-method-override': 'DELETE', cookie: '=;=', range: 'bytes=0-1' },
  { prefer: 'return=nonsense', 'paypal-mock-response': '{"mock_application_codes":"toString"}' },
  { 'alipay-root-cert-sn': 'x', 'alipay-app-auth-token': '' },
);

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY'];

/** Mostly the first. */
const seldom = <Item>(usual: Item, rare: fc.Arbitrary<Item>): fc.Arbitrary<Item> =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: rare });

const plan = fc.record({
  sample: fc.nat({ max: 1000 }),
  isSample: seldom(true, fc.constant(false)),
  method: seldom<string | null>(null, odd(...METHODS)),
  pathId: seldom<string | null>(null, oddPathId),
  knownId: fc.nat({ max: 20 }),
  query,
  spoilings: fc.oneof(
    { weight: 2, arbitrary: fc.constant<readonly Spoiling[]>([]) },
    { weight: 5, arbitrary: spoiling.map((one) => [one]) },
    { weight: 2, arbitrary: fc.array(spoiling, { minLength: 2, maxLength: 4 }) },
  ),
  body: seldom<string | null>(null, fc.oneof(oddBody, fc.string({ unit: 'binary' }))),
  hasBody: seldom(true, fc.constant(false)),
  contentType: seldom<string | null | undefined>(null, contentType),
  headers: seldom<Readonly<Record<string, string>>>({}, oddHeaders),
  credentials: seldom<Credentials>('valid', odd('missing', 'garbled', 'foreign')),
});

/** Any request to any route of the gateway. */
export function rubbishFor({ provider, routes }: Bounds): fc.Arbitrary<Sent> {
  const others = routes.map(({ method, path }): Sample => ({ method, path, body: {} }));
  return plan.map((drawn) => {
    const from = drawn.isSample ? provider.samples : others;
    const sample = from[drawn.sample % from.length] ?? { method: 'GET', path: '/', body: {} };
    const known = provider.ids[drawn.knownId % provider.ids.length] ?? '';
    const filled = sample.path.replaceAll(/:\w+/g, () => drawn.pathId ?? known);
    const spoilings: readonly Spoiling[] = drawn.spoilings;
    const value = spoilings.reduce<Value>(spoil, withId(sample.body, known));
    const isBodiless = drawn.method === null && sample.method === 'GET';
    const encoded = provider.encode(sample.path, value);
    const body = drawn.body ?? encoded.replaceAll(`"${DEEP}"`, DEEP_TEXT);
    const type = drawn.contentType === null ? provider.contentType(sample.path) : drawn.contentType;
    const sent: Sent = {
      method: drawn.method ?? sample.method,
      target: filled + drawn.query,
      headers: { ...(type === undefined ? {} : { 'content-type': type }), ...drawn.headers },
      body: drawn.hasBody && !isBodiless ? body.toWellFormed() : '',
    };
    return provider.admit(sent, drawn.credentials);
  });
}

/** `ID` stands for that of a payment. */
function withId(value: Value, id: string): Value {
  if (value === 'ID') return id;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item: Value) => withId(item, id));
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, withId(item, id)]));
}
