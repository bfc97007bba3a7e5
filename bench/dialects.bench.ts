// Requests a second on one core of the gateways that are not Stripe's, each by the call that makes a
// payment, beside a bare Fastify that parses the same body and answers a constant; and what share of
// it the signing takes, from a profile of a run of its own.
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  prepareCalls,
  requestOf,
  type Address,
  type Call,
  type DialectUnderTest,
} from './create-calls.ts';
import { startServer, type ServerProcess } from './server-process.ts';
import { driveWithWrk, type WrkFigures } from './wrk.ts';

export const DIALECTS_UNDER_TEST = ['adyen', 'paypal', 'alipay', 'wechatpay'] as const;
const SIGNING: readonly DialectUnderTest[] = ['alipay', 'wechatpay'];

export interface DialectRow extends WrkFigures {
  readonly subject: DialectUnderTest | 'bare Fastify';
  /** Processor time of the server for each request, in milliseconds. */
  readonly cpuMs: number;
}

const SERVER_CORE = 0;
const LOAD_CORE = 1;
const CONNECTIONS = 32;
const WARM_UP_S = 1;

export async function measureDialects(
  rounds: number,
  seconds: number,
): Promise<readonly DialectRow[]> {
  const rows: DialectRow[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const subject of [...DIALECTS_UNDER_TEST, 'bare Fastify'] as const) {
      rows.push(await measure(subject, seconds));
    }
  }
  return rows;
}

async function measure(subject: DialectRow['subject'], seconds: number): Promise<DialectRow> {
  const { server, address } = await start(subject);
  await using _ = server;
  return await withCalls(subject, address, seconds, async (script) => {
    const wanted = { url: address.baseUrl, script, connections: CONNECTIONS, core: LOAD_CORE };
    await driveWithWrk({ ...wanted, seconds: WARM_UP_S });
    const before = server.cpuMs();
    const figures = await driveWithWrk({ ...wanted, seconds });
    const requests = figures.requestsPerSecond * seconds;
    return { subject, ...figures, cpuMs: (server.cpuMs() - before) / requests };
  });
}

/** The share of the server's processor time that making and checking signatures takes, 0..1. */
export async function measureSigning(subject: DialectUnderTest, seconds: number): Promise<number> {
  const folder = await mkdtemp(join(tmpdir(), 'paydrill-signing-'));
  try {
    const { server, address } = await start(subject, [
      '--cpu-prof',
      '--cpu-prof-interval=500',
      `--cpu-prof-dir=${folder}`,
    ]);
    {
      await using _ = server;
      await withCalls(subject, address, seconds, (script) =>
        driveWithWrk({
          url: address.baseUrl,
          script,
          connections: CONNECTIONS,
          core: LOAD_CORE,
          seconds,
        }),
      );
    }
    const [file = ''] = await readdir(folder);
    return shareOfSigning(JSON.parse(await readFile(join(folder, file), 'utf8')) as Profile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function start(
  subject: DialectRow['subject'],
  flags: readonly string[] = [],
): Promise<{ readonly server: ServerProcess; readonly address: Address }> {
  const isBare = subject === 'bare Fastify';
  const main = fileURLToPath(new URL('../mocks/main.ts', import.meta.url));
  const settings = { seed: 1, gateways: [{ name: subject }] };
  const server = await startServer({
    command: process.execPath,
    args: [...flags, ...(isBare ? ['--input-type=module', '--eval', BARE] : [main])],
    environment: { PAYDRILL_MOCKS: JSON.stringify(settings) },
    core: SERVER_CORE,
  });
  if (isBare) return { server, address: { baseUrl: server.readyLine, environment: {} } };
  const [address] = (JSON.parse(server.readyLine) as { gateways: readonly Address[] }).gateways;
  if (address === undefined) throw new Error('no gateway came up');
  return { server, address };
}

/** Takes Adyen's request, the longest in JSON. */
const BARE = `
  import Fastify from 'fastify';
  const app = Fastify();
  app.post('/v72/payments', ({ body }) => ({ pspReference: 'X', resultCode: 'Authorised',
    merchantReference: body.reference }));
  console.log(await app.listen({ host: '127.0.0.1', port: 0 }));`;

/** More than a server answers in that time: no order is sent twice but to bare Fastify, which keeps none. */
const perSecond = (subject: DialectRow['subject']): number =>
  SIGNING.some((each) => each === subject) ? 5000 : 25_000;

async function withCalls<Result>(
  subject: DialectRow['subject'],
  address: Address,
  seconds: number,
  drive: (script: string) => Promise<Result>,
): Promise<Result> {
  const dialect = subject === 'bare Fastify' ? 'adyen' : subject;
  const makeCall = await prepareCalls(dialect, address);
  // Some answer 200 whatever happens: a load of refusals would measure nothing.
  await checkCall(address, makeCall('order-of-the-check'), ACCEPTED[dialect]);
  const folder = await mkdtemp(join(tmpdir(), 'paydrill-calls-'));
  try {
    const path = join(folder, 'requests');
    const count = perSecond(subject) * (seconds + WARM_UP_S);
    const requests = Array.from({ length: count }, (_, index) =>
      requestOf(makeCall(`order-${index}`)),
    );
    await writeFile(path, requests.map((each) => `${Buffer.byteLength(each)}\n${each}`).join(''));
    return await drive(replay(path, subject === 'bare Fastify'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const ACCEPTED: Readonly<Record<DialectUnderTest, RegExp>> = {
  adyen: /"resultCode":"Authorised"/,
  alipay: /"code":"10000"/,
  paypal: /"status":"CREATED"/,
  wechatpay: /"code_url":/,
};

async function checkCall(
  { baseUrl }: Address,
  { path, headers, body }: Call,
  accepted: RegExp,
): Promise<void> {
  const answer = await fetch(baseUrl + path, { method: 'POST', headers, body });
  const text = await answer.text();
  if (!accepted.test(text)) throw new Error(`refused: ${answer.status} ${text.slice(0, 500)}`);
}

/** Where it left off is told to the run behind it by a file: each of them is a process of its own. */
const replay = (path: string, mayRepeat: boolean): string => `
local requests, at = {}, 0
local file = io.open('${path}', 'rb')
for line in function() return file:read('*l') end do
  requests[#requests + 1] = file:read(tonumber(line))
end
file:close()
local mark = io.open('${path}.at', 'r')
if mark then at = tonumber(mark:read('*l')) mark:close() end
function request()
  at = at + 1
  if at % 100 == 0 then
    local told = io.open('${path}.at', 'w')
    told:write(at + 100) told:close()
  end
  if at > #requests then
    if ${mayRepeat} then at = 1 else error('out of requests') end
  end
  return requests[at]
end`;

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly children?: readonly number[];
    readonly callFrame: { readonly functionName: string; readonly url: string };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** Idle time does not count, and neither does what ran before the first signature: start-up. */
function shareOfSigning({ nodes, samples, timeDeltas }: Profile): number {
  const signing = new Set<number>();
  const idle = new Set<number>();
  for (const { id, callFrame, children = [] } of nodes) {
    if (callFrame.functionName === '(idle)') idle.add(id);
    // Parents come before their children.
    if (callFrame.url === 'node:internal/crypto/sig') signing.add(id);
    if (signing.has(id)) for (const child of children) signing.add(child);
  }
  let signingTime = 0;
  let all = 0;
  samples.forEach((sample, index) => {
    const delta = timeDeltas[index] ?? 0;
    if (signing.has(sample)) signingTime += delta;
    if (signingTime > 0 && !idle.has(sample)) all += delta;
  });
  return all === 0 ? 0 : signingTime / all;
}
