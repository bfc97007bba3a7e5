import { once } from 'node:events';
import { expect, test } from 'vitest';
import { startRig } from '../faults/rig.fixture.ts';
import { streamLive } from './live-events.ts';
import { TOKEN, startControlRig } from './control.fixture.ts';

test('tells requests, movements and faults as they happen, and forgets a reader that left', async () => {
  await using rig = await startControlRig();
  const baseUrl = await rig.app.listen({ host: '127.0.0.1', port: 0 });
  const left = new AbortController();
  const answer = await fetch(`${baseUrl}/live?gateway=stripe`, {
    headers: { authorization: `Bearer ${TOKEN}` },
    signal: left.signal,
  });
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const until = async (pattern: RegExp): Promise<void> => {
    while (!pattern.test(text)) text += (await reader?.read())?.value ?? '';
  };
  await rig.paypal.ask('POST', '/payments', { body: { order: 'b' } });
  await rig.stripe.ask('POST', '/payments', { body: { order: 'a' } });
  await rig.stripe.ask('POST', '/payments/payment-a/confirm');
  rig.stripe.arm('hang');
  await until(/event: faults\ndata: (.*)\n\n/);
  const kinds = [...text.matchAll(/^event: (.*)$/gm)].map(([, kind]) => kind);
  expect(kinds).toEqual(['exchange', 'ledger', 'ledger', 'exchange', 'faults']);
  expect(text).not.toContain('gateway:paypal');
  left.abort();
});

test('a reader that does not read is let go before it costs memory', async () => {
  await using rig = await startRig();
  const journalled = rig.nextExchange();
  await rig.ask('POST', '/payments', { body: { order: 'a' } });
  const event = { ...(await journalled), order: 'x'.repeat(100_000) };
  let tell: Parameters<typeof rig.gateway.onEvent>[0] = () => undefined;
  let isListening = true;
  const onEvent: typeof rig.gateway.onEvent = (listener) => {
    tell = listener;
    return () => (isListening = false);
  };
  const stream = streamLive([{ ...rig.gateway, onEvent }]);
  const closed = once(stream, 'close');
  for (let sent = 0; sent < 60; sent += 1) tell(event);
  await closed;
  expect(isListening).toBe(false);
});
