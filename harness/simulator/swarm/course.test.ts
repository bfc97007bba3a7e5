import { expect, it } from 'vitest';
import { PAYMENT_STATES, type Coverage } from '../../core/campaign.ts';
import { parseSeed } from '../../core/ids.ts';
import { loadScenario } from '../../config/index.ts';
import { createCourse, type Course, type Leg } from './course.ts';

const scenario = await loadScenario('answer-lost');
const seeds = Array.from({ length: 80 }, (_, index) => parseSeed(index + 1));
const guided = (): Course => createCourse(scenario, seeds, { kind: 'guided' });

/** Whatever is drawn reaches what it can of these states. */
const coverageOf = ({ run }: Leg): Coverage =>
  Object.fromEntries(
    run.scenario.faults.map(({ name }) => [
      name,
      Object.fromEntries(
        PAYMENT_STATES.map((state) => [state, name.length % 3]),
      ) as Coverage[string],
    ]),
  );

/** Plays with so many threads, of which each takes as long as chance says. */
async function play(course: Course, workers: number): Promise<readonly (number | null)[]> {
  const variants: (number | null)[] = [];
  const waiting = seeds.keys();
  const work = async (): Promise<void> => {
    for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
      const leg = await course.next(next.value);
      variants[next.value] = leg.variant;
      for (let turn = 0; turn < (next.value * 7) % 11; turn += 1) await Promise.resolve();
      course.learn(next.value, coverageOf(leg));
    }
  };
  await Promise.all(Array.from({ length: workers }, work));
  return variants;
}

it('chooses the same however many threads play', async () => {
  const alone = await play(guided(), 1);
  expect(await play(guided(), 2)).toEqual(alone);
  expect(await play(guided(), 7)).toEqual(alone);
});

it('chooses by what was reached', async () => {
  const course = guided();
  const variants: (number | null)[] = [];
  for (const index of seeds.keys()) {
    const { variant } = await course.next(index);
    variants[index] = variant;
    course.learn(index, {});
  }
  const alone = await play(guided(), 1);
  // The first two rounds know nothing.
  expect(variants.slice(0, 32)).toEqual(alone.slice(0, 32));
  expect(variants.slice(32)).not.toEqual(alone.slice(32));
});

it('plays one variant of each seed, or the scenario as it is, without learning', async () => {
  const third = createCourse(scenario, seeds, { kind: 'variant', variant: 3 });
  expect((await third.next(79)).variant).toBe(3);
  const plain = createCourse(scenario, seeds, null);
  expect(await plain.next(5)).toEqual({
    run: { scenario, seed: 6, orders: null, arrivals: null },
    variant: null,
  });
});
