import { randomBytes } from 'node:crypto';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import { createControlApp } from '../control/index.ts';
import { DIALECTS } from '../dialects/registry.ts';
import { createClock } from '../kernel/clock.ts';
import { createGateway } from '../kernel/create-gateway.ts';
import type { Gateway } from '../kernel/gateway.ts';
import { mocksError } from './errors.ts';
import type { MocksSettings } from './settings.ts';

/** The line that tells the parent process where everything is. */
export interface MocksReady {
  readonly kind: 'ready';
  readonly gateways: readonly {
    readonly name: string;
    readonly baseUrl: string;
    readonly environment: Readonly<Record<string, string>>;
  }[];
  readonly control: { readonly url: string; readonly token: string };
}

export interface Mocks extends AsyncDisposable {
  readonly ready: MocksReady;
}

/** Starts gateways and their control API. What was started is stopped when one of them can't. */
export async function startMocks(settings: MocksSettings, log: FastifyBaseLogger): Promise<Mocks> {
  const { seed, host } = settings;
  const clock = createClock();
  const gateways = settings.gateways.map(({ name }) =>
    createGateway({ dialect: DIALECTS[name], seed, clock, log: log.child({ gateway: name }) }),
  );
  const token = settings.controlToken ?? randomBytes(24).toString('hex');
  const control = createControlApp({ gateways, clock, token });
  const close = async (): Promise<void> => {
    await control.close();
    await Promise.all(gateways.map((gateway) => gateway.close()));
  };
  try {
    const urls = await listenAll(gateways, settings);
    const url = await listen('the control API', control, host, settings.controlPort);
    return {
      ready: {
        kind: 'ready',
        gateways: gateways.map(({ name, environment }, index) => ({
          name,
          baseUrl: urls[index] ?? '',
          environment,
        })),
        control: { url, token },
      },
      [Symbol.asyncDispose]: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listenAll(
  gateways: readonly Gateway[],
  { host, gateways: wanted }: MocksSettings,
): Promise<readonly string[]> {
  const urls: string[] = [];
  for (const [index, { name, app }] of gateways.entries()) {
    urls.push(await listen(`the ${name} gateway`, app, host, wanted[index]?.port ?? 0));
  }
  return urls;
}

async function listen(
  what: string,
  app: FastifyInstance,
  host: string,
  port: number,
): Promise<string> {
  try {
    return await app.listen({ host, port });
  } catch (cause) {
    const reason = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
    throw mocksError('MOCKS_PORT_UNUSABLE', { what, host, port, reason }, { cause });
  }
}
