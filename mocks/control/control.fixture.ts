import { startRig } from '../faults/rig.fixture.ts';
import type { Rig } from '../faults/rig.fixture.ts';
import { createControlApp } from './control-app.ts';
import type { ControlSettings } from './control-app.ts';

// The control API over two gateways with a tiny dialect.

export const TOKEN = 'a-token-of-this-test';

export interface ControlReply {
  readonly status: number;
  readonly body: unknown;
}

export interface ControlRig extends AsyncDisposable {
  readonly app: ReturnType<typeof createControlApp>;
  readonly stripe: Rig;
  readonly paypal: Rig;
  /** Sends a request with the token; undefined as body sends none. */
  call(method: Method, url: string, body?: object): Promise<ControlReply>;
}

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export async function startControlRig(
  more: Pick<ControlSettings, 'webhookHosts'> = {},
): Promise<ControlRig> {
  const stripe = await startRig({ name: 'stripe' });
  const paypal = await startRig({ name: 'paypal' });
  const app = createControlApp({
    gateways: [stripe.gateway, paypal.gateway],
    clock: stripe.clock,
    token: TOKEN,
    ...more,
  });
  return {
    app,
    stripe,
    paypal,
    call: async (method, url, body) => {
      const reply = await app.inject({
        method,
        url,
        headers: { authorization: `Bearer ${TOKEN}` },
        ...(body === undefined ? {} : { payload: body }),
      });
      const text = reply.body;
      return { status: reply.statusCode, body: text === '' ? null : (JSON.parse(text) as unknown) };
    },
    [Symbol.asyncDispose]: async () => {
      await app.close();
      await stripe[Symbol.asyncDispose]();
      await paypal[Symbol.asyncDispose]();
    },
  };
}
