// Runs stripe-node's own generated examples, as they lie in a checkout of its repository, against
// our gateway: `node tools/run-stripe-node-suite.ts <checkout>`. The examples are written for a
// stateless mock, so the gateway is lenient. They are read where they lie and kept nowhere; the
// client is the SDK that this project is tested with, which may be newer than the checkout.
//
// Only examples of the resources that the gateway has are run. Exit code 0: all of them passed, or
// there is no checkout, which is said.
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { runInThisContext } from 'node:vm';
import { pino } from 'pino';
import Stripe from 'stripe';
import { parseSeed } from '../harness/core/ids.ts';
import { stripeDialect } from '../mocks/dialects/stripe/index.ts';
import { createClock } from '../mocks/kernel/clock.ts';
import { createGateway } from '../mocks/kernel/create-gateway.ts';

const SUITE = 'test/resources/generated_examples_test.spec.js';
const RESOURCES =
  /^test_(?:balance_transactions|charges|customers|events|payment_intents|payment_methods|refunds|setup_intents|webhook_endpoints)_/;

type Example = readonly [name: string, run: () => Promise<void>];

const checkout = process.argv[2];
if (checkout === undefined || !existsSync(join(checkout, SUITE))) {
  const where =
    checkout === undefined ? 'no checkout of stripe-node was named' : `no ${SUITE} there`;
  process.stdout.write(`stripe-node's examples skipped: ${where}\n`);
} else {
  process.exitCode = await runSuite(join(checkout, SUITE));
}

async function runSuite(path: string): Promise<number> {
  const gateway = createGateway({
    dialect: stripeDialect,
    seed: parseSeed(1),
    clock: createClock(),
    log: pino({ level: 'silent' }),
    behaviour: { isLenient: true },
  });
  const { hostname, port } = new URL(await gateway.app.listen({ host: '127.0.0.1', port: 0 }));
  const client = new Stripe('sk_test_123', {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const examples = readExamples(path, client).filter(([name]) => RESOURCES.test(name));
  let failed = 0;
  for (const [name, run] of examples) {
    try {
      await run();
    } catch (error) {
      failed += 1;
      const reason = error instanceof Error ? error.message : String(error);
      process.stdout.write(`failed: ${name}: ${reason}\n`);
    }
  }
  await gateway.close();
  const passed = examples.length - failed;
  process.stdout.write(`${passed} of ${examples.length} examples of stripe-node passed\n`);
  return failed === 0 && passed > 0 ? 0 : 1;
}

/** The file expects mocha's globals and four modules; it gets what it uses of them. */
function readExamples(path: string, client: Stripe): readonly Example[] {
  const examples: Example[] = [];
  const modules: Readonly<Record<string, unknown>> = {
    '../testUtils.js': { getStripeMockClient: () => client },
    '../../src/stripe.cjs.node.js': () => client,
    '../../src/shared.js': { Decimal: { from: (value: unknown) => value } },
    nock: () => undefined,
    chai: { expect: (value: unknown) => ({ not: { to: { be: notNull(value) } } }) },
  };
  const load = createRequire(path);
  const wrapped = runInThisContext(
    `(function (require, describe, it) {${readFileSync(path, 'utf8')}\n})`,
    {
      filename: path,
    },
  ) as (
    require: (name: string) => unknown,
    describe: (title: string, body: () => void) => void,
    it: (name: string, run: () => Promise<void>) => void,
  ) => void;
  wrapped(
    (name) => (Object.hasOwn(modules, name) ? modules[name] : load(name)),
    (_title, body) => body(),
    (name, run) => examples.push([name, run]),
  );
  return examples;
}

/** `expect(x).not.to.be.null`: all that the examples assert. */
function notNull(value: unknown): object {
  return {
    get null() {
      if (value === null || value === undefined) throw new Error('the answer is null');
      return true;
    },
  };
}
