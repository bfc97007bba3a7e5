import { describe, expect, test } from 'vitest';
import { armedFaultSchema } from './answer-schemas.ts';
import { startControlRig } from './control.fixture.ts';

const DOWN = { name: 'outage', gateway: 'stripe', fault: 'error-status' };

describe('arming a fault', () => {
  test('breaks the gateway that was named, and no other', async () => {
    await using rig = await startControlRig();
    const armed = await rig.call('POST', '/faults', {
      ...DOWN,
      options: { status: 503 },
      share: 1,
      operations: ['create'],
      leaseMs: 60_000,
    });
    expect(armed).toEqual({
      status: 201,
      body: {
        ...DOWN,
        options: { status: 503 },
        share: 1,
        operations: ['create'],
        leaseMs: 60_000,
        expiresAt: expect.any(Number) as number,
        met: 0,
      },
    });
    const body = { order: 'a' };
    expect(await rig.stripe.ask('POST', '/payments', { body })).toMatchObject({ status: 503 });
    expect(await rig.paypal.ask('POST', '/payments', { body })).toMatchObject({ status: 201 });
    expect(await rig.call('GET', '/faults')).toMatchObject({ body: [{ name: 'outage', met: 1 }] });
  });

  test('needs no more than a gateway and a fault', async () => {
    await using rig = await startControlRig();
    expect(await rig.call('POST', '/faults', DOWN)).toMatchObject({
      status: 201,
      body: { options: { status: 500 }, share: 1, operations: [], leaseMs: null, expiresAt: null },
    });
  });

  test('calls it as its fault is called when no name is given, as in code', async () => {
    await using rig = await startControlRig();
    const { name: _, ...nameless } = DOWN;
    expect(await rig.call('POST', '/faults', nameless)).toMatchObject({
      status: 201,
      body: { name: 'error-status', fault: 'error-status' },
    });
    expect(await rig.call('POST', '/faults', nameless)).toMatchObject({ status: 201 });
    expect(await rig.call('GET', '/faults')).toMatchObject({ body: [{ name: 'error-status' }] });
    expect(await rig.call('DELETE', '/faults/error-status')).toMatchObject({ status: 204 });
  });

  test('shows in its answers what it is to meet, as the description says', async () => {
    await using rig = await startControlRig();
    const chosen = {
      match: { currency: 'EUR', amountMinor: { atLeast: 100 } },
      attempts: [1, 2],
      sharePer: 'payment',
      cycle: { onMs: 1000, offMs: 500 },
    };
    const armed = await rig.call('POST', '/faults', { ...DOWN, ...chosen });
    expect(armed).toMatchObject({ status: 201, body: chosen });
    const known = armedFaultSchema.array().parse((await rig.call('GET', '/faults')).body);
    expect(known).toEqual([armed.body]);
  });

  test('replaces a fault of the same name', async () => {
    await using rig = await startControlRig();
    await rig.call('POST', '/faults', DOWN);
    await rig.call('POST', '/faults', { ...DOWN, fault: 'hang' });
    expect(await rig.call('GET', '/faults')).toMatchObject({
      body: [{ name: 'outage', fault: 'hang' }],
    });
  });

  test.each([
    [{ gatway: 'stripe' }, 'CONTROL_KEY_UNKNOWN', 'has no key "gatway"', '"gateway"'],
    [{ gateway: 'strip' }, 'CONTROL_GATEWAY_UNKNOWN', '"strip"', '"stripe"'],
    [{ fault: 'eror-status' }, 'FAULT_UNKNOWN', '"eror-status"', '"error-status"'],
    [{ options: { statsu: 5 } }, 'FAULT_OPTION_UNKNOWN', '"statsu"', '"status"'],
    [{ options: { status: 200 } }, 'FAULT_OPTION_INVALID', 'at least 400, got 200', ''],
    [{ options: { status: [] } }, 'CONTROL_VALUE_INVALID', '"options.status"', ''],
    [{ share: 1.5 }, 'CONTROL_VALUE_INVALID', '"share" in the body must be at most 1, got 1.5', ''],
    [{ share: -0.1 }, 'CONTROL_VALUE_INVALID', 'must be at least 0, got -0.1', ''],
    [{ share: '1' }, 'CONTROL_VALUE_INVALID', 'must be a number, got "1"', ''],
    [{ operations: ['captur'] }, 'CONTROL_VALUE_INVALID', '"capture"', ''],
    [{ leaseMs: 0 }, 'CONTROL_VALUE_INVALID', 'must be at least 1, got 0', ''],
    [{ leaseMs: 1.5 }, 'CONTROL_VALUE_INVALID', 'must be a whole number, got 1.5', ''],
    [{ leaseMs: 1e10 }, 'CONTROL_VALUE_INVALID', 'must be at most 86400000', ''],
    [{ match: { curency: 'EUR' } }, 'FAULT_MATCH_UNKNOWN', '"curency"', '"currency"'],
    [{ match: { currency: {} } }, 'CONTROL_VALUE_INVALID', 'must be a value, { oneOf', ''],
    [{ attempts: [0] }, 'CONTROL_VALUE_INVALID', 'at least 1, got 0', ''],
    [{ attempts: [1], pattern: 'fail' }, 'FAULT_SCRIPT_TWICE', 'both', 'attempts'],
    [{ pattern: 'often' }, 'CONTROL_VALUE_INVALID', '"fail" and "pass"', ''],
    [{ cycle: { onMs: 0, offMs: 1 } }, 'CONTROL_VALUE_INVALID', 'at least 1, got 0', ''],
    [{ fault: 'clock-skew', share: 0.5 }, 'FAULT_ACTS_ON_ALL', 'no share', 'share'],
    [{ name: '' }, 'CONTROL_VALUE_INVALID', '"name" in the body must not be empty', ''],
    [
      { fault: 'token-expiry', operations: ['confirm'] },
      'FAULT_OPERATION_NEVER_MET',
      '"confirm"',
      'token',
    ],
  ])('refuses %j', async (wrong, code, message, hint) => {
    await using rig = await startControlRig();
    expect(await rig.call('POST', '/faults', { ...DOWN, ...wrong })).toEqual({
      status: 400,
      body: {
        code,
        message: expect.stringContaining(message) as string,
        hint: expect.stringContaining(hint) as string,
      },
    });
    expect(await rig.call('GET', '/faults')).toEqual({ status: 200, body: [] });
  });
});

test('a fault can be narrowed to some payments, tries and times, and the list says so', async () => {
  await using rig = await startControlRig();
  const narrow = {
    match: { currency: { oneOf: ['EUR'] }, card: '4242' },
    attempts: [1, 2],
    sharePer: 'payment',
    cycle: { onMs: 1000, offMs: 2000 },
  };
  expect(await rig.call('POST', '/faults', { ...DOWN, ...narrow })).toMatchObject({ status: 201 });
  expect(await rig.call('GET', '/faults')).toMatchObject({ body: [narrow] });
  const body = { order: 'a', card: '5555555555554444' };
  expect(await rig.stripe.ask('POST', '/payments', { body })).toMatchObject({ status: 201 });
});

test('a misspelt key is told before the one that is missing for it', async () => {
  await using rig = await startControlRig();
  const body = { name: 'outage', gatway: 'stripe', fault: 'hang' };
  expect(await rig.call('POST', '/faults', body)).toMatchObject({
    status: 400,
    body: { code: 'CONTROL_KEY_UNKNOWN', message: 'the body has no key "gatway"' },
  });
});

describe('clearing', () => {
  test('ends one fault by its name', async () => {
    await using rig = await startControlRig();
    await rig.call('POST', '/faults', { ...DOWN, name: 'first one' });
    await rig.call('POST', '/faults', { ...DOWN, name: 'second' });
    expect(await rig.call('DELETE', '/faults/first%20one')).toEqual({ status: 204, body: null });
    expect(await rig.call('GET', '/faults')).toMatchObject({ body: [{ name: 'second' }] });
  });

  test('ends it on every gateway that has one, or on the one that is named', async () => {
    await using rig = await startControlRig();
    await rig.call('POST', '/faults', DOWN);
    await rig.call('POST', '/faults', { ...DOWN, gateway: 'paypal' });
    await rig.call('DELETE', '/faults/outage?gateway=stripe');
    expect(await rig.call('GET', '/faults')).toMatchObject({ body: [{ gateway: 'paypal' }] });
    const again = await rig.call('DELETE', '/faults/outage?gateway=stripe');
    expect(again).toMatchObject({ status: 404, body: { code: 'CONTROL_FAULT_NOT_ARMED' } });
    await rig.call('POST', '/faults', DOWN);
    await rig.call('DELETE', '/faults/outage');
    expect(await rig.call('GET', '/faults')).toEqual({ status: 200, body: [] });
  });

  test('says what is armed when there is none of that name', async () => {
    await using rig = await startControlRig();
    await rig.call('POST', '/faults', DOWN);
    expect(await rig.call('DELETE', '/faults/outge')).toMatchObject({
      status: 404,
      body: {
        code: 'CONTROL_FAULT_NOT_ARMED',
        hint: expect.stringMatching(/^Did you mean "outage"\? .* Armed now: outage\.$/) as string,
      },
    });
    await rig.call('DELETE', '/faults');
    expect(await rig.call('DELETE', '/faults/outage')).toMatchObject({
      body: { hint: expect.stringMatching(/^It was never armed, .* Armed now: none\.$/) as string },
    });
  });

  test('ends all faults of all gateways at once', async () => {
    await using rig = await startControlRig();
    await rig.call('POST', '/faults', DOWN);
    await rig.call('POST', '/faults', { ...DOWN, gateway: 'paypal' });
    expect(await rig.call('DELETE', '/faults')).toEqual({ status: 204, body: null });
    expect(await rig.call('GET', '/faults')).toEqual({ status: 200, body: [] });
  });
});

describe('leases', () => {
  test('leave nothing armed when nobody renews them', async () => {
    await using rig = await startControlRig();
    await rig.call('POST', '/faults', { ...DOWN, leaseMs: 20 });
    await rig.call('POST', '/faults', { ...DOWN, gateway: 'paypal', leaseMs: 20 });
    await expect.poll(() => rig.call('GET', '/faults')).toEqual({ status: 200, body: [] });
  });

  test('start anew for every fault that has one', async () => {
    await using rig = await startControlRig();
    await rig.call('POST', '/faults', { ...DOWN, leaseMs: 60_000 });
    await rig.call('POST', '/faults', { ...DOWN, gateway: 'paypal' });
    expect(await rig.call('POST', '/lease', { leaseMs: 90_000 })).toMatchObject({ status: 204 });
    expect(await rig.call('GET', '/faults')).toMatchObject({
      body: [{ leaseMs: 90_000 }, { leaseMs: null }],
    });
  });

  test('are not renewed for no time', async () => {
    await using rig = await startControlRig();
    expect(await rig.call('POST', '/lease', {})).toMatchObject({
      status: 400,
      body: { message: '"leaseMs" in the body must be a number, got nothing' },
    });
  });
});
