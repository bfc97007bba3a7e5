import { Writable } from 'node:stream';
import { pino } from 'pino';
import { parseSeed } from '../../harness/core/ids.ts';
import { DIALECTS, type DialectName } from '../../mocks/dialects/registry.ts';
import { createClock } from '../../mocks/kernel/clock.ts';
import { createGateway } from '../../mocks/kernel/create-gateway.ts';
import type { Route } from '../../mocks/kernel/dialect.ts';
import type { Gateway } from '../../mocks/kernel/gateway.ts';
import { PROVIDERS, type OpenProvider } from './providers.fixture.ts';
import { bytesOf, converse, readAnswers, type Heard, type Sent } from './wire.fixture.ts';

// A gateway of any dialect on a real socket, watched while anything at all is said to it.

export interface Bounds extends AsyncDisposable {
  readonly gateway: Gateway;
  readonly routes: readonly Route[];
  readonly provider: OpenProvider;
  readonly port: number;
  ask(sent: Sent): Promise<Heard>;
  /** One good payment; throws unless the money is captured. */
  pay(order: string): Promise<void>;
  /** Asks, and says everything that is wrong with the answer or with what it left behind. */
  complaintsAbout(sent: Sent): Promise<readonly string[]>;
  /** The same about what came back for bytes of any kind; `[]` when nothing did. */
  complaintsAfter(bytes: Buffer): Promise<readonly string[]>;
  /** Records in all stores of the dialect. */
  countRecords(): number;
}

export async function startBounds(name: DialectName): Promise<Bounds> {
  const crashes: string[] = [];
  const stores: ReadonlyMap<string, unknown>[] = [];
  const routes: Route[] = [];
  const dialect = DIALECTS[name];
  const clock = createClock();
  const gateway = createGateway({
    dialect: {
      name,
      open: (context) => {
        const opened = dialect.open({
          ...context,
          createStore: <Value>(store: string) => {
            const created = context.createStore<Value>(store);
            stores.push(created);
            return created;
          },
        });
        routes.push(...opened.routes);
        return opened;
      },
    },
    seed: parseSeed(7),
    clock,
    log: pino({ level: 'error' }, collect(crashes)),
  });
  const baseUrl = await gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const port = Number(new URL(baseUrl).port);
  const ask = async (sent: Sent): Promise<Heard> => {
    const said = await converse(port, bytesOf(sent));
    const [heard, ...more] = readAnswers(said, sent.method === 'HEAD');
    if (heard === undefined || more.length > 0) throw new Error(`not one answer: ${said}`);
    return heard;
  };
  const provider = await PROVIDERS[name].open({ environment: gateway.environment, ask });
  const countRecords = (): number => stores.reduce((sum, { size }) => sum + size, 0);
  /** Exchanges that may move money; null is the time that passes. */
  const accepted = new Set<string | null>([null]);
  const acceptAllSoFar = (): void => {
    for (const { exchange } of gateway.ledger()) accepted.add(exchange);
  };
  acceptAllSoFar();

  /** What was accepted before and is due later would be blamed on the next request. */
  const settleDown = (): { readonly records: number } => {
    while (gateway.status().detached > 0) clock.advance(1000);
    return { records: countRecords() };
  };

  const complain = (
    heard: Heard,
    sent: Sent | null,
    before: { readonly records: number },
  ): string[] => {
    const isRefusal = provider.isRefusal(heard);
    const isHead = sent?.method === 'HEAD';
    if (!isRefusal) accepted.add(gateway.journal(1)[0]?.exchange ?? null);
    const unpaid = gateway.ledger().filter(({ exchange }) => !accepted.has(exchange));
    // Said once, so that a smaller request of the same kind is looked for from here.
    acceptAllSoFar();
    return [
      ...(heard.status >= 500 && !provider.isMeantFailure(heard)
        ? ['says that the gateway itself failed']
        : []),
      ...(FOREIGN.test(JSON.stringify(heard)) ? ['says what is none of the provider’s words'] : []),
      ...(isRefusal && !isHead && !provider.isErrorShape(heard, sent)
        ? ['refuses in another shape than the provider']
        : []),
      ...(isRefusal && countRecords() > before.records ? ['keeps something of a refusal'] : []),
      ...unpaid.map(({ movement }) => `moves money without an accepted request: ${movement}`),
      ...crashes.splice(0).map((crash) => `crashes: ${crash}`),
    ].map((complaint) => `${complaint} (${heard.status} ${heard.body.slice(0, 300)})`);
  };

  return {
    gateway,
    routes,
    provider,
    port,
    ask,
    pay: async (order) => {
      settleDown();
      const before = capturedMinor(gateway);
      await provider.pay(order);
      acceptAllSoFar();
      if (capturedMinor(gateway) !== before + 1000) throw new Error(`${order} was not captured`);
    },
    countRecords,
    complaintsAbout: async (sent) => {
      const before = settleDown();
      return complain(await ask(sent), sent, before);
    },
    complaintsAfter: async (bytes) => {
      const before = settleDown();
      const said = readAnswers(await converse(port, bytes));
      return said.flatMap((heard) => complain(heard, null, before));
    },
    [Symbol.asyncDispose]: () => gateway.close(),
  };
}

const capturedMinor = (gateway: Gateway): number =>
  gateway
    .ledger()
    .filter(({ movement }) => movement === 'capture')
    .reduce((sum, { amountMinor }) => sum + amountMinor, 0);

/** Words of the framework, of Node and its parsers, of our validator or of this machine. */
const FOREIGN =
  /Invalid input|Invalid option|Too (?:small|big)|expected \w+, received|Unexpected (?:token|end of)|in JSON at position|property name or|FST_|HPE_|ERR_[A-Z]+_|\\"statusCode\\"|\bat [\w.<>]+ \(|node_modules|node:internal|file:\/\/|\/mocks\/|\.ts:\d/;

const collect = (into: string[]): Writable =>
  new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      into.push(chunk.toString());
      done();
    },
  });
