import { afterAll, describe, expect, it } from 'vitest';
import { parseSeed } from '../../core/ids.ts';
import { planDrill } from '../../drill/plan-drill.ts';
import { exitCodeOf } from '../../core/verdict.ts';
import { simulatorError } from '../errors.ts';
import { simulateOnce, type SimulatorThread } from '../index.ts';
import { broken, createPlayer, short } from './play.fixture.ts';

const player = createPlayer();
const { play } = player;
afterAll(() => player[Symbol.asyncDispose]());

describe('a simulated drill', () => {
  it('finds the double charge of a retry with a new key', async () => {
    const { record } = await play(await short('answer-lost', 'retry-new-key', 8), 1);
    expect(record.verdict.outcome).toBe('failed');
    expect(broken(record)).toContain('no-double-charge');
  });

  it('lets an order arrive when it is told to', async () => {
    const scenario = await short('answer-lost', 'resilient');
    const { orders } = await planDrill(scenario, parseSeed(4));
    const ids = orders.slice(0, 20).map(({ orderId }) => orderId);
    const arrivals = Object.fromEntries(ids.map((id, index) => [id, 100 + index]));
    const { events } = await play(scenario, 4, { orders: ids, arrivals });
    const started = events.filter((event) => event.kind === 'client-started');
    expect(started.map(({ order, intendedT }) => [order, intendedT])).toEqual(
      Object.entries(arrivals),
    );
  });
});

describe('a run that does not come to its end', () => {
  it('is a rig error that names what it was waiting for', async () => {
    const scenario = await short('answer-lost', 'resilient');
    const details = { what: 'playDrill()', deadlineMs: 9, pending: 'Pending timers: setTimeout.' };
    const stuck: SimulatorThread = {
      play: () => Promise.reject(simulatorError('SIMULATOR_DEADLINE', details)),
      [Symbol.asyncDispose]: async () => {},
    };
    const run = { scenario, seed: parseSeed(1), orders: null, arrivals: null };
    const { record } = await simulateOnce(run, { thread: stuck });
    expect(exitCodeOf(record.verdict)).toBe(3);
    expect(record.verdict.reasons[0]).toMatchObject({
      code: 'SIMULATOR_DEADLINE',
      message: expect.stringContaining('Pending timers: setTimeout'),
    });
  });
});
