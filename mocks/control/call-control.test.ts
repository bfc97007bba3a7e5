import { expect, it } from 'vitest';
import { startRig } from '../faults/rig.fixture.ts';
import { callControl, type ControlCall } from './call-control.ts';
import { createControlApp } from './control-app.ts';
import type { ControlledRig } from './route.ts';

const ARM = {
  name: 'outage',
  gateway: 'stripe',
  fault: 'error-status',
  options: { status: 503 },
};

const withoutTimes = (text: string): string => text.replaceAll(/"t":\d+/g, '"t":0');

it.each<ControlCall>([
  { method: 'POST', path: '/faults', body: JSON.stringify(ARM) },
  { method: 'POST', path: '/faults', body: JSON.stringify({ ...ARM, sahre: 1 }) },
  { method: 'POST', path: '/faults' },
  { method: 'GET', path: '/faults' },
  { method: 'DELETE', path: '/faults/out%20age' },
  { method: 'DELETE', path: '/faults' },
  { method: 'POST', path: '/lease', body: '{"leaseMs":0}' },
  { method: 'GET', path: '/events?gateway=stripe' },
  { method: 'GET', path: '/events?gateway=strype' },
  { method: 'GET', path: '/journal?gateway=stripe&limit=1' },
  { method: 'GET', path: '/status' },
  { method: 'GET', path: '/stat' },
  { method: 'POST', path: '/script/replay', body: '{}' },
])('$method $path is answered by a call as it is over HTTP', async (call) => {
  await using stripe = await startRig({ name: 'stripe' });
  const rig: ControlledRig = {
    gateways: [stripe.gateway],
    clock: stripe.clock,
    webhookHosts: [],
    baseUrls: new Map(),
    snapshots: null,
    recorder: null,
    replay: () => {
      throw new TypeError('no script is played here');
    },
  };
  const called = await callControl(rig, call);
  stripe.gateway.faults.clearAll();

  const token = 'a-token-of-this-test';
  const app = createControlApp({ ...rig, token });
  const { method, path, body } = call;
  const answer = await app.inject({
    method,
    url: path,
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { payload: body }),
  });
  await app.close();
  const expected = { status: answer.statusCode, text: withoutTimes(answer.body) };
  expect({ ...called, text: withoutTimes(called.text) }).toEqual(expected);
});

it('a body that is no JSON is refused like any other', async () => {
  await using stripe = await startRig({ name: 'stripe' });
  const rig = { gateways: [stripe.gateway], clock: stripe.clock } as unknown as ControlledRig;
  const { status, text } = await callControl(rig, { method: 'POST', path: '/lease', body: '{' });
  expect({ status, code: (JSON.parse(text) as { code: string }).code }).toEqual({
    status: 400,
    code: 'CONTROL_BODY_NOT_JSON',
  });
});
